"""Plain rows of a text file: cut by place, and each distinct short cell made a text once, not once a row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "Cells", "PlainRows", "ShortTexts"]

ROWS: Final = 32_768  #: rows looked at together
BYTES: Final = 67_108_864  #: of text, from which fewer rows are
LONGEST: Final = 32  #: bytes of a cell that is short
_WORD: Final = 8  #: bytes of a number
_TRIES: Final = 32  #: places at which a cell is looked for

Numbers = NDArray[np.uint64]
Places = NDArray[np.int32]
Index = NDArray[np.int64]

#: Per length of a cell, which bits of the numbers read at its place are its own.
_OWN: Final = (np.tri(LONGEST + 1, LONGEST, -1, dtype=np.uint8) * np.uint8(255)).view("<u8")
#: Odd numbers without a pattern: what is multiplied by them is spread over all bits.
_SPREAD: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)


class Cells:
    """Rows of cells: where each begins in ``data``, and how many bytes it has. Both of shape (rows, columns)."""

    def __init__(self, data: bytes, starts: Places, sizes: Places) -> None:
        self.starts, self.sizes = starts, sizes
        self._data = data + bytes(LONGEST)

    def __len__(self) -> int:
        return len(self.starts)

    def texts(self, column: int, rows: Index | slice = slice(None)) -> list[str]:
        starts = self.starts[rows, column]
        ends = starts + self.sizes[rows, column]
        return [self._data[a:b].decode() for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]

    def numbers(self, column: int, width: int) -> Numbers:
        """Each cell of a column as ``width`` numbers, which are equal where the cells are: no cell holds NUL. Shape
        (rows, width)."""
        size = width * _WORD
        at_every_byte = np.ndarray((len(self._data) - size + 1,), f"V{size}", self._data, strides=(1,))
        found: Numbers = at_every_byte[self.starts[:, column]].view("<u8").reshape(-1, width)
        found &= _OWN[self.sizes[:, column], :width]
        return found


class PlainRows:
    """Gathers blocks of text in which nothing is quoted and every row has all its cells, one of them filled."""

    def __init__(self, separator: str, width: int) -> None:
        self._separator, self._width = separator, width
        self.line = 0
        self._data: list[bytes] = []
        self._ends: list[Places] = []
        self._size = 0
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    @property
    def full(self) -> bool:
        return self._rows >= ROWS or self._size >= BYTES

    def take(self, text: str, line: int) -> bool:
        """Take a block; False for any other, of which nothing is taken. It begins on the physical ``line``, one after
        the last that was taken."""
        if '"' in text or "\0" in text:
            return False
        text = text.replace("\r\n", "\n")
        data = (text if text.endswith("\n") else text + "\n").encode()
        if b"\r" in data:
            return False
        found = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero((found == ord(self._separator)) | (found == ord("\n")))
        if not self._fit(found, ends):
            return False
        self.line = self.line if self._rows else line
        self._data.append(data)
        self._ends.append((ends + self._size).astype(np.int32))
        self._size += len(data)
        self._rows += len(ends) // self._width
        return True

    def _fit(self, found: NDArray[np.uint8], ends: Index) -> bool:
        """Whether every row has all its cells, none too long, and one that is not blank for sure."""
        rows, left = divmod(len(ends), self._width)
        last = found[ends] == ord("\n")
        if left or int(last.sum()) != rows or not last[self._width - 1 :: self._width].all():
            return False
        starts = np.concatenate(([0], ends[:-1] + 1))
        first = found[starts]  # of an empty cell: what ends it
        filled = (ends > starts) & (first > ord(" ")) & (first < 127)
        return bool(
            filled.reshape(rows, self._width).any(axis=1).all()
            and (ends - starts).max() <= csv.field_size_limit()
        )

    def cells(self) -> Cells:
        """What was taken; then there is nothing."""
        ends = np.concatenate(self._ends)
        starts = np.zeros_like(ends)
        np.add(ends[:-1], 1, out=starts[1:])
        shape = (self._rows, self._width)
        cells = Cells(b"".join(self._data), starts.reshape(shape), (ends - starts).reshape(shape))
        self._data, self._ends, self._size, self._rows = [], [], 0, 0
        return cells


class ShortTexts:
    """The codes of cells that were seen before, found by their bytes.

    A cell stands at the place that the first bits of its spread name, or at the next free one. Three of four places are
    free, so that most cells are found where they are looked for first, however many there are. Who makes a file in
    which all cells want the same place gains nothing: what has no place after some tries is told apart as texts.
    """

    def __init__(self) -> None:
        self._spreads = np.zeros(1, np.uint64)  # cell 0 is nobody's: it stands for a free place
        self._words = [np.zeros(1, np.uint64)]
        self._codes = np.zeros(1, np.int32)
        self._make_places(8)

    def codes(self, cells: Cells, column: int, code_of: Callable[[str], int]) -> NDArray[np.int32]:
        """The code of each cell of a column; ``code_of`` gives those of texts that are new, first seen first."""
        longest = int(cells.sizes[:, column].max())
        width = max(len(self._words), -(-longest // _WORD))
        while len(self._words) < width:
            self._words.append(np.zeros(len(self._codes), np.uint64))
        numbers = cells.numbers(column, width)
        spread = _spread(numbers)
        codes, new, crowded = self._find(numbers, self._first(spread))
        if len(new):

            def codes_of(rows: Index) -> list[int]:
                return list(map(code_of, cells.texts(column, new[rows])))

            if crowded:
                codes[new] = codes_of(np.arange(len(new)))
            else:
                codes[new] = self._learn(numbers[new], spread[new], codes_of)
        return codes

    def _find(self, numbers: Numbers, place: Index) -> tuple[NDArray[np.int32], Index, bool]:
        """The codes of cells that are looked for from these places on; those that are not there, in their order; and
        whether some of these may be known, for they had no place."""
        found = self._places[place]
        codes = self._codes[found]
        rows = np.flatnonzero((found == 0) | self._differ(found, numbers))
        free = found[rows] == 0
        new, rows = [rows[free]], rows[~free]
        for _ in range(1, _TRIES):
            if not len(rows):
                break
            place[rows] = (place[rows] + 1) % len(self._places)
            found = self._places[place[rows]]
            free, other = found == 0, self._differ(found, numbers[rows])
            codes[rows] = self._codes[found]
            new.append(rows[free])
            rows = rows[other & ~free]
        return codes, np.sort(np.concatenate([*new, rows])), len(rows) > 0

    def _differ(self, known: NDArray[np.int32], numbers: Numbers) -> NDArray[np.bool_]:
        differ: NDArray[np.bool_] = self._words[0][known] != numbers[:, 0]
        for i in range(1, len(self._words)):
            differ |= self._words[i][known] != numbers[:, i]
        return differ

    def _learn(
        self, numbers: Numbers, spread: Numbers, codes_of: Callable[[Index], Sequence[int]]
    ) -> NDArray[np.int32]:
        found, first, inverse = np.unique(spread, return_index=True, return_inverse=True)
        if (
            numbers[first][inverse] != numbers
        ).any():  # other cells with the same spread: told apart as texts
            return np.array(codes_of(np.arange(len(numbers))), np.int32)
        order = np.argsort(first)
        codes = np.empty(len(first), np.int32)
        codes[order] = codes_of(first[order])
        known = len(self._codes)
        self._spreads = np.concatenate([self._spreads, found])
        self._words = [np.concatenate([w, numbers[first, i]]) for i, w in enumerate(self._words)]
        self._codes = np.concatenate([self._codes, codes])
        if len(self._codes) > len(self._places) // 4:
            self._make_places((len(self._codes) * 8).bit_length())
            known = 1
        self._put(np.arange(known, len(self._codes), dtype=np.int32))
        return codes[inverse]

    def _make_places(self, bits: int) -> None:
        self._places = np.zeros(1 << bits, np.int32)
        self._shift = np.uint64(64 - bits)

    def _first(self, spread: Numbers) -> Index:
        """Where each is looked for first."""
        return (spread >> self._shift).astype(np.int64)

    def _put(self, cells: NDArray[np.int32]) -> None:
        """Give each of these cells, by its number, the first free place; none where there is none within reach."""
        place = self._first(self._spreads[cells])
        for _ in range(_TRIES):
            free = self._places[place] == 0
            self._places[place[free]] = cells[free]  # of two that want the same place the last has it
            left = self._places[place] != cells
            cells, place = cells[left], (place[left] + 1) % len(self._places)


def _spread(numbers: Numbers) -> Numbers:
    """A number for each cell; other cells have another one, but for chance."""
    found: Numbers = numbers[:, 0] * _SPREAD[0]
    for i in range(1, numbers.shape[1]):
        found += numbers[:, i] * _SPREAD[i]
    return found
