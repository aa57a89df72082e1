"""How many attempts are in flight."""

from __future__ import annotations

import asyncio
import time

from harness.runner.pressure import Pressure


def test_a_rate_limit_halves_and_success_grows_again() -> None:
    async def story() -> list[float]:
        pressure, seen = Pressure(16), []
        pressure.rate_limited(0.1)
        pressure.rate_limited(0.1)  # sent before the limit was halved: old news
        seen.append(pressure.limit)
        for _ in range(400):
            await pressure.enter()
            pressure.leave()
        return [*seen, pressure.limit]

    halved, grown = asyncio.run(story())
    assert halved == 8
    assert grown == 16


def test_no_more_are_admitted_than_the_limit_and_none_is_forgotten() -> None:
    async def story() -> int:
        pressure, active, most = Pressure(3), 0, 0

        async def attempt() -> None:
            nonlocal active, most
            await pressure.enter()
            active += 1
            most = max(most, active)
            await asyncio.sleep(0.001)
            active -= 1
            pressure.leave()

        tasks = [asyncio.create_task(attempt()) for _ in range(50)]
        await asyncio.sleep(0.002)
        tasks[10].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert all(task.done() for task in tasks)
        return most

    assert asyncio.run(story()) == 3


def test_who_is_turned_away_waits_for_a_place_within_the_limit_before_all_others() -> None:
    async def story() -> tuple[list[str], bool, bool]:
        pressure, order = Pressure(4), []

        async def turned_away(name: str) -> None:
            try:
                await pressure.again()
                order.append(name)
                await asyncio.sleep(0.01)
            finally:
                pressure.leave()

        for _ in range(4):
            await pressure.enter()
        new = asyncio.create_task(pressure.enter())
        pressure.rate_limited(0.0)
        pressure.rate_limited(0.0)
        tasks = [asyncio.create_task(turned_away(name)) for name in ("first", "gives up", "third", "fourth")]
        await asyncio.sleep(0.001)
        tasks[1].cancel()
        waits = not new.done()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(new, 1)
        return order, waits, pressure._active == 1

    assert asyncio.run(story()) == (["fourth", "first", "third"], True, True)


def test_requests_a_minute() -> None:
    async def story() -> float:
        pressure = Pressure(10, rpm=1200)
        began = time.monotonic()
        await asyncio.gather(*(pressure.before_request() for _ in range(11)))
        return time.monotonic() - began

    assert asyncio.run(story()) >= 0.5
