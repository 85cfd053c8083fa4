"""An SMS centre of another maker (smpp34), for the adapter to speak with."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import smpp34

from tests.notifications.ports import free_port

PATIENCE = 10


@dataclass(frozen=True)
class Part:
    """One submit_sm as the centre got it."""

    source: tuple[int, int, str]
    destination: tuple[int, int, str]
    esm_class: int
    data_coding: int
    registered_delivery: int
    octets: bytes


class Smsc:
    """Takes everything, unless told otherwise, and numbers it: `id-1`, `id-2` and so on."""

    def __init__(self, port: int = 0, *, refuses_with: int | None = None, says_nothing: bool = False) -> None:
        self.port = port or free_port()
        self.parts: list[Part] = []
        self.binds = 0
        self._refuses_with = refuses_with
        self._says_nothing = says_nothing
        self._esme: Any = None
        self._unanswered: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_up.wait(PATIENCE)
        return self

    def __exit__(self, *_why: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(PATIENCE)
        self._loop.close()

    def tell(self, text: bytes, *, esm_class: int = 4, tlvs: list[Any] | None = None) -> None:
        """Send a deliver_sm: a receipt, or with another esm_class what somebody answered. See `thanked_after`."""
        told = self._tell(text, esm_class, tlvs or [])
        self._telling = asyncio.run_coroutine_threadsafe(told, self._loop)

    def thanked_after(self, does: Callable[[], object]) -> bool:
        """Do something, and say whether the last `tell` was thanked for by now."""
        does()
        return self._telling.done() and bool(self._telling.result().is_success)

    async def _tell(self, text: bytes, esm_class: int, tlvs: list[Any]) -> Any:
        return await self._esme.deliver_sm(
            destination_addr="Listek", source_addr="48500100200", short_message=text, esm_class=esm_class, tlvs=tlvs
        )

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        server = smpp34.Server(host="127.0.0.1", port=self.port, system_id="smsc")
        await server.start()
        self._is_up.set()
        answering = asyncio.create_task(self._answer(server))
        await self._ended.wait()
        answering.cancel()
        await server.stop()

    async def _answer(self, server: Any) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self._esme = event
                self.binds += 1
            elif isinstance(event, smpp34.SubmitSmEvent):
                self._take(event)

    def _take(self, event: Any) -> None:
        if self._says_nothing:
            self._unanswered.append(event)
            return
        if self._refuses_with is not None:
            event.reject(self._refuses_with)
            return
        self.parts.append(
            Part(
                (event.source_addr_ton, event.source_addr_npi, event.source_addr),
                (event.dest_addr_ton, event.dest_addr_npi, event.destination_addr),
                event.esm_class,
                event.data_coding,
                event.registered_delivery,
                bytes(event.short_message),
            )
        )
        event.accept(f"id-{len(self.parts)}")
