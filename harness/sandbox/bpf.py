"""A seccomp filter from a table of rules: classic BPF over `struct seccomp_data` (linux/seccomp.h).

Every block loads what it needs and returns, so that the order of blocks is the only thing to think about.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

_LD, _JEQ, _JGE, _JSET, _RET, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000


@dataclass(frozen=True)
class Argument:
    """Allow the call when `value of argument & mask` is one of `values`; answer `otherwise` if not.

    Only the lower 32 bits are looked at: enough for flags, ids and commands, whose upper half the kernel ignores.
    """

    index: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    otherwise: int = errno.EPERM


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value & 0xFFFFFFFF)


def _answer(error: int) -> bytes:
    return _op(_RET, _ERRNO | error)


def _checked(rule: Argument) -> list[bytes]:
    body = [_op(_LD, _ARGUMENTS + 8 * rule.index), _op(_AND, rule.mask)]
    for value in rule.values:
        body += [_op(_JEQ, value, 0, 1), _op(_RET, _ALLOW)]
    return [*body, _answer(rule.otherwise)]


def _block(number: int, body: list[bytes]) -> list[bytes]:
    return [_op(_JEQ, number, 0, len(body)), *body]


def assemble(
    machine: str,
    numbers: dict[str, int],
    allowed: Iterable[str],
    checked: dict[str, Argument],
    answers: dict[str, int],
) -> bytes:
    """The program: a foreign architecture dies, `checked` and `answers` first, then `allowed`, else EPERM.

    Names that the architecture does not have are left out.
    """
    program = [_op(_LD, _ARCHITECTURE), _op(_JEQ, ARCHITECTURES[machine], 1, 0), _op(_RET, _KILL)]
    program.append(_op(_LD, _NUMBER))
    if machine == "x86_64":
        program += [_op(_JGE, _X32_BIT, 0, 1), _op(_RET, _KILL)]
    for name in allowed:
        if name in numbers and name not in checked and name not in answers:
            program += _block(numbers[name], [_op(_RET, _ALLOW)])
    for name, rule in checked.items():
        if name in numbers:
            program += _block(numbers[name], _checked(rule))
    for name, error in answers.items():
        if name in numbers:
            program += _block(numbers[name], [_answer(error)])
    return b"".join([*program, _answer(errno.EPERM)])
