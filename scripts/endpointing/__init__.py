"""When an answer is finished: the weights of completeness, and how well they do on people."""
