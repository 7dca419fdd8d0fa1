"""SVAML: each action and instruction that the platform documents is built of models, and written."""

import asyncio
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from support.packages import Recorder, Written

Build = Callable[[ModuleType], Any]

ACTIONS: dict[str, tuple[str, Build, dict[str, Any]]] = {
    "hangup": ("ice ace pie dice", lambda m: m.Hangup(), {"name": "hangup"}),
    "continue": ("ace pie", lambda m: m.Continue(), {"name": "continue"}),
    "connectPstn": (
        "ice pie",
        lambda m: m.ConnectPstn(
            number="+46000000001",
            locale="en-US",
            max_duration=14400,
            dial_timeout=30,
            cli="private",
            suppress_callbacks=True,
            dtmf="12w#",
            indications="se",
            amd=m.AmdOptions(enabled=True, async_=False),
        ),
        {
            "name": "connectPstn",
            "number": "+46000000001",
            "locale": "en-US",
            "maxDuration": 14400,
            "dialTimeout": 30,
            "cli": "private",
            "suppressCallbacks": True,
            "dtmf": "12w#",
            "indications": "se",
            "amd": {"enabled": True, "async": False},
        },
    ),
    "connectMxp": (
        "ice",
        lambda m: m.ConnectMxp(
            destination=m.UserDestination(endpoint="alice"),
            call_headers=[m.CallHeader(key="reason", value="sales")],
        ),
        {
            "name": "connectMxp",
            "destination": {"type": "username", "endpoint": "alice"},
            "callHeaders": [{"key": "reason", "value": "sales"}],
        },
    ),
    "connectConf": (
        "ice ace pie",
        lambda m: m.ConnectConference(
            conference_id="room-1",
            conference_dtmf_options=m.ConferenceDtmfOptions(
                mode="detect", max_digits=2, timeout_mills=2500
            ),
            moh="music1",
        ),
        {
            "name": "connectConf",
            "conferenceId": "room-1",
            "conferenceDtmfOptions": {"mode": "detect", "maxDigits": 2, "timeoutMills": 2500},
            "moh": "music1",
        },
    ),
    "connectSip": (
        "ice pie",
        lambda m: m.ConnectSip(
            destination=m.SipDestination(endpoint="reception@sip.example.com"),
            transport="TLS",
            cli="+46000000001",
            call_headers=[m.CallHeader(key="x-case", value="7")],
            moh="ring",
            max_duration=60,
            suppress_callbacks=False,
        ),
        {
            "name": "connectSip",
            "destination": {"type": "sip", "endpoint": "reception@sip.example.com"},
            "transport": "TLS",
            "cli": "+46000000001",
            "callHeaders": [{"key": "x-case", "value": "7"}],
            "moh": "ring",
            "maxDuration": 60,
            "suppressCallbacks": False,
        },
    ),
    "connectStream": (
        "ice",
        lambda m: m.ConnectStream(
            destination=m.StreamDestination(endpoint="wss://audio.example.com/calls"),
            streaming_options=m.StreamingOptions(version=1, sample_rate=44100),
        ),
        {
            "name": "connectStream",
            "destination": {"type": "Websocket", "endpoint": "wss://audio.example.com/calls"},
            "streamingOptions": {"version": 1, "sampleRate": 44100},
        },
    ),
    "runMenu": (
        "ice ace pie",
        lambda m: m.RunMenu(
            barge=False,
            locale="en-US",
            main_menu="main",
            enable_voice=True,
            menus=[
                m.Menu(
                    id="main",
                    main_prompt="#tts[Press 1 for sales.]",
                    repeat_prompt="#tts[Again: 1 for sales.]",
                    repeats=3,
                    max_digits=1,
                    timeout_mills=5000,
                    max_timeout_mills=20000,
                    options=[m.MenuOption(dtmf="1", action="return(sales)")],
                )
            ],
        ),
        {
            "name": "runMenu",
            "barge": False,
            "locale": "en-US",
            "mainMenu": "main",
            "enableVoice": True,
            "menus": [
                {
                    "id": "main",
                    "mainPrompt": "#tts[Press 1 for sales.]",
                    "repeatPrompt": "#tts[Again: 1 for sales.]",
                    "repeats": 3,
                    "maxDigits": 1,
                    "timeoutMills": 5000,
                    "maxTimeoutMills": 20000,
                    "options": [{"dtmf": "1", "action": "return(sales)"}],
                }
            ],
        },
    ),
    "park": (
        "ice",
        lambda m: m.Park(
            intro_prompt="#tts[One moment.]", hold_prompt="#tts[Still there?]", max_duration=600
        ),
        {
            "name": "park",
            "introPrompt": "#tts[One moment.]",
            "holdPrompt": "#tts[Still there?]",
            "maxDuration": 600,
        },
    ),
}
"""By name: the events whose answer may have it, how it is built, and how it is documented."""

INSTRUCTIONS: dict[str, tuple[str, Build, dict[str, Any]]] = {
    "playFiles": (
        "ice ace pie",
        lambda m: m.PlayFiles(ids=["#tts[Hello]", "welcome.mp3"], locale="en-US"),
        {"name": "playFiles", "ids": ["#tts[Hello]", "welcome.mp3"], "locale": "en-US"},
    ),
    "say": (
        "ice ace pie",
        lambda m: m.Say(text="a" * 600, locale="de-DE"),
        {"name": "say", "text": "a" * 600, "locale": "de-DE"},
    ),
    "setCookie": (
        "ice ace pie",
        lambda m: m.SetCookie(key="step", value="2"),
        {"name": "setCookie", "key": "step", "value": "2"},
    ),
    "startRecording": (
        "ice ace pie",
        lambda m: m.StartRecording(
            options=m.RecordingOptions(
                destination_url="s3://bucket/folder/",
                credentials="key:secret:eu-central-1",
                format="mp3",
                notification_events=True,
                transcription_options=m.TranscriptionOptions(enabled=True, locale="en-US"),
            )
        ),
        {
            "name": "startRecording",
            "options": {
                "destinationUrl": "s3://bucket/folder/",
                "credentials": "key:secret:eu-central-1",
                "format": "mp3",
                "notificationEvents": True,
                "transcriptionOptions": {"enabled": True, "locale": "en-US"},
            },
        },
    ),
    "stopRecording": (
        "ice ace pie",
        lambda m: m.StopRecording(),
        {"name": "stopRecording"},
    ),
    "sendDtmf": (
        "ice pie",
        lambda m: m.SendDtmf(value="1234#ww"),
        {"name": "sendDtmf", "value": "1234#ww"},
    ),
    "answer": ("ice", lambda m: m.Answer(), {"name": "answer"}),
    "reportCallStatus": (
        "dice",
        lambda m: m.ReportCallStatus(value="failure", details="nobody there"),
        {"name": "reportCallStatus", "value": "failure", "details": "nobody there"},
    ),
}

HANDLERS = {
    "ice": "receive_incoming_call_event",
    "ace": "receive_answered_call_event",
    "pie": "receive_prompt_input_event",
    "dice": "receive_disconnected_call_event",
}
EVERY = [
    pytest.param(event, kind, name, id=f"{event}-{name}")
    for kind, known in (("action", ACTIONS), ("instruction", INSTRUCTIONS))
    for name, (events, *_) in known.items()
    for event in events.split()
]


def reply_of(models: ModuleType, event: str, action: Any, instructions: list[Any]) -> Any:
    svaml = getattr(models, f"{event.capitalize()}Svaml")
    return svaml(action=action, instructions=instructions) if instructions else svaml(action=action)


@pytest.mark.parametrize(("event", "kind", "name"), EVERY)
def test_it_is_built_of_models_and_written_as_documented(
    event: str, kind: str, name: str, overlaid: Written
) -> None:
    models = overlaid.models
    action, written = models.Hangup(), {"action": {"name": "hangup"}}
    instructions = []
    if kind == "action":
        _, build, documented = ACTIONS[name]
        action, written = build(models), {"action": documented}
    else:
        _, build, documented = INSTRUCTIONS[name]
        instructions = [build(models)]
        written = {"instructions": [documented], **written}
    app = Recorder({HANDLERS[event]: reply_of(models, event, action, instructions)})
    request = overlaid.runtime.Request(
        "POST", f"/voice/{event}", body=json.dumps({"event": event}).encode()
    )
    response = asyncio.run(overlaid.operations.dispatcher(app)(request))
    assert response.status == 200
    assert json.loads(response.body) == written


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (event, name)
        for name, (events, *_) in ACTIONS.items()
        for event in HANDLERS
        if event not in events.split()
    ],
)
def test_an_action_that_the_event_does_not_allow_is_refused(
    event: str, name: str, overlaid: Written
) -> None:
    models = overlaid.models
    with pytest.raises(ValueError, match="action"):
        reply_of(models, event, ACTIONS[name][1](models), [])


def test_nothing_has_to_be_said_of_a_call_that_is_over(overlaid: Written) -> None:
    request = overlaid.runtime.Request("POST", "/voice/dice", body=b'{"event": "dice"}')
    response = asyncio.run(overlaid.operations.dispatcher(Recorder())(request))
    assert (response.status, response.body) == (200, b"")
