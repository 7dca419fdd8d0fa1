"""A small telephone desk: a menu for whoever calls, a colleague or a recording behind it."""

import logging

from voice import models
from voice.asgi import application
from voice.handlers import Handlers
from voice.runtime import Settings, override

logger = logging.getLogger(__name__)

SALES = "+15550100"
"""The colleague behind key 1."""

WELCOME = "#tts[Welcome. Press 1 for sales, or 2 to leave a message.]"


def hang_up_after(text: str) -> models.PieSvaml:
    """Say one last thing."""
    return models.PieSvaml(instructions=[models.Say(text=text)], action=models.Hangup())


class App(Handlers):
    """Answers calls with a menu, and follows the caller's choice."""

    @override
    async def receive_incoming_call_event(
        self,
        event: models.IcePayload,
        /,
    ) -> models.IceSvaml:
        """Offer the menu to whoever calls; a withheld number is not answered."""
        if event.cli == "private":
            return models.IceSvaml(action=models.Hangup())
        menu = models.Menu(
            id="main",
            main_prompt=WELCOME,
            repeats=2,
            options=[
                models.MenuOption(dtmf="1", action="return(sales)"),
                models.MenuOption(dtmf="2", action="return(message)"),
            ],
        )
        return models.IceSvaml(
            instructions=[models.Answer()],
            action=models.RunMenu(main_menu="main", menus=[menu], barge=True),
        )

    @override
    async def receive_prompt_input_event(
        self,
        event: models.PiePayload,
        /,
    ) -> models.PieSvaml:
        """Connect to sales, take a message, or give up on a caller who chose nothing."""
        result = event.menu_result
        if result is None or result.type != "return":
            return hang_up_after("Please call again when you know what you need.")
        match result.value:
            case "sales":
                return models.PieSvaml(
                    instructions=[models.Say(text="One moment.")],
                    action=models.ConnectPstn(number=SALES),
                )
            case "message":
                options = models.RecordingOptions(notification_events=True)
                return models.PieSvaml(
                    instructions=[
                        models.Say(text="Speak after the tone."),
                        models.StartRecording(options=options),
                    ],
                    action=models.Continue(),
                )
            case _:
                return hang_up_after("That is not on the menu.")

    @override
    async def receive_answered_call_event(
        self,
        event: models.AcePayload,
        /,
    ) -> models.AceSvaml:
        """Leave a word on an answering machine; let people talk."""
        if event.amd is not None and event.amd.status == "machine":
            text = "We tried to reach you and will call again."
            return models.AceSvaml(
                instructions=[models.Say(text=text)],
                action=models.Hangup(),
            )
        return models.AceSvaml(action=models.Continue())

    @override
    async def receive_disconnected_call_event(
        self,
        event: models.DicePayload,
        /,
    ) -> None:
        """Keep the books."""
        seconds = event.duration or 0
        logger.info("call %s: %s, %s s", event.call_id, event.reason, seconds)

    @override
    async def receive_notification(self, event: models.NotifyPayload, /) -> None:
        """Note where a recording went."""
        logger.info("call %s: %s %s", event.call_id, event.type, event.destination)


app = application(App(), Settings(one_url="/"))
