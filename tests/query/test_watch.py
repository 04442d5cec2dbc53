"""What takes too long is interrupted, and nothing else."""

from __future__ import annotations

import threading
import time

from cashstage.query.watch import Watch


def test_each_is_interrupted_when_its_own_time_is_over() -> None:
    watch = Watch(0.2)
    stopped = [threading.Event(), threading.Event()]
    began = time.monotonic()
    with watch.over(stopped[0].set):
        time.sleep(0.05)
        with watch.over(stopped[1].set):
            assert stopped[0].wait(10)
            first = time.monotonic() - began
            assert stopped[1].wait(10)
    second = time.monotonic() - began
    watch.close()

    assert first >= 0.2
    assert second >= 0.25


def test_an_interrupt_that_was_not_heard_is_repeated() -> None:
    watch, heard = Watch(0.02), threading.Semaphore(0)
    with watch.over(heard.release):
        for _ in range(3):
            assert heard.acquire(timeout=10)
    watch.close()


def test_what_ended_in_time_is_left_alone_also_after_a_pause() -> None:
    watch = Watch(0.1)
    interrupted: list[int] = []
    for number in range(3):
        with watch.over(lambda number=number: interrupted.append(number)):  # type: ignore[misc]
            pass
        time.sleep(0.15)
    late = threading.Event()
    with watch.over(late.set):
        assert late.wait(10)
    watch.close()

    assert interrupted == []


def test_its_thread_ends_with_it() -> None:
    watch = Watch(60)
    with watch.over(lambda: None):
        pass
    thread = watch._thread
    assert thread is not None
    watch.close()
    thread.join(10)

    assert not thread.is_alive()
