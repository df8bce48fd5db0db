"""The builder of the speech model that ships with Voice Coach, from synthesized speech alone.

The order of a build, one module each: `vocabulary`, `texts` and `sentences` say what is spoken,
`speech` has it spoken by `espeak`, `flite` and `festival`, `augmentation` adds rooms and noise, it
is turned into `features` and labelled by `alignment`. `training` fits the `network` to it.
`lexicon`, `confusables`, `language_model` and `graph` make the decoder's graph, `acoustic_model`
writes the network down as Kaldi does, `tuning` chooses a number of the graph, and `evaluation`
measures the finished model through Vosk.
"""
