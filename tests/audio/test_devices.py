"""Which device is meant, and whether it is the one that was there before."""

import pytest

from voice_coach.audio.devices import Device, Devices
from voice_coach.audio.streams import StallDetector
from voice_coach.errors import CoachError

HEADSET = "USB Headset: Audio (hw:{},0)"


def device(number, name, inputs=1, outputs=1, host="ALSA"):
    return Device(number, name, inputs, outputs, 48000, host)


def devices(*all_of_them, microphone=0, speaker=0):
    return Devices(tuple(all_of_them), microphone, speaker)


def test_the_default_device_is_meant_where_none_is_named():
    there = devices(device(0, "one"), device(1, "two"), microphone=1, speaker=0)

    assert there.find(None, "microphone").name == "two"
    assert there.find(None, "speaker").name == "one"


def test_where_no_device_is_the_default_one_the_first_that_can_hear_is():
    there = devices(device(0, "screen", inputs=0), device(1, "camera"), microphone=-1)

    assert there.find(None, "microphone").name == "camera"


def test_of_one_device_offered_by_several_interfaces_the_default_interface_is_taken():
    there = devices(
        device(0, "Headset", host="MME"),
        device(1, "Headset", host="Windows WASAPI"),
        microphone=1,
    )

    assert there.find("headset", "microphone").number == 1


def test_a_device_nobody_knows_is_an_error_that_leads_to_setup():
    with pytest.raises(CoachError) as caught:
        devices(device(0, "one")).find("two", "speaker")

    assert caught.value.code == "audio.unknown-device"
    assert "voice-coach setup" in caught.value.message


def test_a_device_is_found_again_whatever_number_it_has():
    known = device(3, HEADSET.format(1))
    there = devices(device(0, "default"), device(1, HEADSET.format(2)))

    assert there.rediscover(known, "microphone") == there.all[1]


def test_of_two_alike_the_one_with_the_same_number_is_found_again():
    there = devices(device(0, "Headset"), device(1, "Headset"))

    assert there.rediscover(there.all[1], "speaker") == there.all[1]


@pytest.mark.parametrize(
    "other",
    [
        device(3, "another"),
        device(3, HEADSET.format(1), inputs=0),
        device(3, HEADSET.format(1), host="OSS"),
    ],
)
def test_another_device_is_not_taken_for_the_one_that_went_away(other):
    assert devices(other).rediscover(device(3, HEADSET.format(1)), "microphone") is None


def test_a_device_is_remembered_without_the_number_of_its_card():
    there = devices(device(0, "default"), device(1, HEADSET.format(1)))

    assert there.stable_name(there.all[1], "microphone") == "USB Headset: Audio"


def test_of_two_alike_the_card_is_remembered_too():
    there = devices(device(0, HEADSET.format(1)), device(1, HEADSET.format(2)))

    assert there.stable_name(there.all[1], "microphone") == HEADSET.format(2)


def test_a_device_that_no_name_tells_from_another_is_remembered_by_its_number():
    there = devices(device(0, "Headset"), device(1, "Headset"))

    assert there.stable_name(there.all[1], "microphone") == "1"


def test_nobody_is_led_through_the_same_sound_card_several_times():
    names = ["HDA Intel PCH: ALC257 Analog (hw:0,0)", "sysdefault", "surround51", "dmix", "default"]
    there = devices(*(device(i, name) for i, name in enumerate(names)), speaker=4)

    tried = [each.name for each in there.candidates("speaker")]
    assert tried == ["default", "HDA Intel PCH: ALC257 Analog (hw:0,0)"]


def test_without_a_device_nothing_is_worth_trying():
    assert devices(device(0, "screen", inputs=0)).candidates("microphone") == []


# The watch over a stream.


@pytest.mark.parametrize(
    ("counts", "stalls"),
    [
        ([0, 0, 0], [False, False, True]),
        ([1, 2, 3, 4], [False] * 4),
        ([5, 5, 6, 6, 6], [False, False, False, False, True]),
    ],
)
def test_a_stream_has_stalled_when_nothing_has_moved_for_two_waits(counts, stalls):
    stall = StallDetector()

    assert [stall.is_stalled(count) for count in counts] == stalls
