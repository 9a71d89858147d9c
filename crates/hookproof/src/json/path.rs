//! How far the text is along each pointer.

use super::{MAX_DEPTH, MAX_POINTERS, Malformed, Mode};

/// A set of pointers, a bit each.
pub(super) type Set = u16;

const _: () = assert!(MAX_POINTERS <= Set::BITS as usize);

/// The indexes of the pointers in a set.
pub(super) fn members(set: Set) -> impl Iterator<Item = usize> {
    let mut left = set;
    core::iter::from_fn(move || {
        let index = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (index < Set::BITS).then_some(index as usize)
    })
}

/// Which elements of an array a segment stands for.
#[derive(Clone, Copy, Default, PartialEq)]
enum Elements {
    #[default]
    None,
    One(u32),
    Every,
}

/// A pointer, and how far the text is along it.
#[derive(Clone, Copy, Default)]
struct Path<'p> {
    pointer: &'p [u8],
    /// How many of the open containers it leads into.
    level: u32,
    /// Where the segment begins that names something in the innermost of them.
    segment: usize,
    /// Where that segment ends, if the value that begins is what it names; in an array, always.
    end: usize,
    /// In an array: what the segment stands for.
    elements: Elements,
    /// A bit for each of the containers: the key that the segment names was there.
    seen: u64,
    /// Whether a scalar was met in this element of the array of the innermost `*`. One flag does for all of them: if an
    /// inner element ends without a scalar, that is an error, so an outer one has met a scalar if it has any inner one.
    met: bool,
}

impl<'p> Path<'p> {
    fn rest(&self, from: usize) -> &'p [u8] {
        self.pointer.get(from..).unwrap_or_default()
    }

    fn is_over(&self) -> bool {
        self.rest(self.end).is_empty()
    }

    /// Reads the segment as what it stands for in the container; `false` if it is nothing that can be there.
    fn read_segment(&mut self, array: bool) -> bool {
        self.elements = Elements::None;
        let rest = self.rest(self.segment);
        if let [b'*'] | [b'*', b'/', ..] = rest {
            self.elements = Elements::Every;
            self.end = self.segment.saturating_add(1);
            return array;
        }
        if !array {
            return true;
        }
        // An index: at most eleven bytes are looked at.
        let mut index: u32 = 0;
        let mut len: usize = 0;
        for byte in rest.iter().take_while(|byte| **byte != b'/') {
            let tens = if byte.is_ascii_digit() { index.checked_mul(10) } else { None };
            match tens.and_then(|tens| tens.checked_add(u32::from(byte & 0xf))) {
                // No zero in front; and the largest number is left out, since there the count of elements stops.
                Some(next) if (index != 0 || len == 0) && next != u32::MAX => index = next,
                _ => return false,
            }
            len = len.saturating_add(1);
        }
        self.elements = Elements::One(index);
        self.end = self.segment.saturating_add(len);
        len != 0
    }

    /// Goes back to the segment before.
    fn retreat(&mut self) {
        self.level = self.level.saturating_sub(1);
        let before = self.pointer.get(..self.segment.saturating_sub(1)).unwrap_or_default();
        let slash = before.iter().rposition(|byte| *byte == b'/');
        self.segment = slash.map_or(0, |slash| slash.saturating_add(1));
    }
}

/// The pointers of a scan.
pub(super) struct Paths<'p> {
    paths: [Path<'p>; MAX_POINTERS],
    mode: Mode,
    all: Set,
    /// `Mode::First`: the pointers that need no more.
    done: Set,
    /// The depth of the innermost open container that a pointer leads into; 0: none.
    depth: u32,
    /// The pointers that lead into that container.
    live: Set,
    /// Those of them whose segment is `*`.
    every: Set,
    /// The pointers whose way the next value is on; of a key that is read, those that it may still be.
    hit: Set,
    /// How far the segments of those are matched by the key.
    matched: usize,
    /// No element before this one has its index in a pointer.
    next_index: u32,
    /// How many elements the open arrays have begun, by depth; kept only on the pointers' ways.
    counts: [u32; MAX_DEPTH as usize],
}

impl<'p> Paths<'p> {
    pub(super) fn new(pointers: &[&'p [u8]], mode: Mode) -> Self {
        let mut paths = [Path::default(); MAX_POINTERS];
        let mut all: Set = 0;
        for (path, pointer) in paths.iter_mut().zip(pointers) {
            path.pointer = pointer;
            all = all << 1 | 1;
        }
        let counts = [0; MAX_DEPTH as usize];
        // The outermost value is on every pointer's way, and of none has a segment been matched.
        Paths { paths, mode, all, done: 0, depth: 0, live: 0, every: 0, hit: all, matched: 0, next_index: 0, counts }
    }

    /// These paths along the same pointers, which are somewhere else by now.
    pub(super) fn along<'q>(self, pointers: &[&'q [u8]]) -> Paths<'q> {
        let mut fresh = Paths::new(pointers, self.mode);
        for (to, from) in fresh.paths.iter_mut().zip(self.paths) {
            let Path { pointer: _, level, segment, end, elements, seen, met } = from;
            *to = Path { pointer: to.pointer, level, segment, end, elements, seen, met };
        }
        let Paths { paths: _, mode, all, done, depth, live, every, hit, matched, next_index, counts } = self;
        Paths { paths: fresh.paths, mode, all, done, depth, live, every, hit, matched, next_index, counts }
    }

    /// Whether a pointer leads into the innermost container, which is the one at this depth.
    #[inline]
    pub(super) fn lead_into(&self, depth: u32) -> bool {
        self.depth == depth
    }

    /// Whether there is nothing left to look for.
    pub(super) fn all_done(&self) -> bool {
        self.mode == Mode::First && self.done == self.all
    }

    /// Takes those out of the hit pointers that are not to be kept.
    fn retain(&mut self, mut keep: impl FnMut(&mut Path<'p>) -> bool) {
        for index in members(self.hit) {
            let kept = if let Some(path) = self.paths.get_mut(index) { keep(path) } else { false };
            if !kept {
                self.hit &= !(1 << index);
            }
        }
    }

    /// A key begins in a container that pointers lead into.
    pub(super) fn begin_key(&mut self) {
        self.hit = self.live & !self.done;
        self.matched = 0;
    }

    /// The next decoded bytes of the key.
    pub(super) fn key(&mut self, bytes: &[u8]) {
        // Written as pointers are, so that they can be compared as they stand.
        let mut rest = bytes;
        while self.hit != 0 && !rest.is_empty() {
            let len = rest.iter().position(|byte| matches!(byte, b'~' | b'/')).unwrap_or(rest.len());
            let (run, tail) = rest.split_at_checked(len).unwrap_or_default();
            self.key_as_written(run);
            match tail {
                [b'~', ..] => self.key_as_written(b"~0"),
                [_, ..] => self.key_as_written(b"~1"),
                [] => {}
            }
            rest = tail.get(1..).unwrap_or_default();
        }
    }

    fn key_as_written(&mut self, run: &[u8]) {
        if run.is_empty() {
            return;
        }
        let matched = self.matched;
        // Most keys differ in their first byte, which needs no call.
        self.retain(|path| {
            let rest = path.rest(path.segment.saturating_add(matched));
            rest.first() == run.first() && rest.starts_with(run)
        });
        self.matched = matched.saturating_add(run.len());
    }

    /// The key is none that is looked for.
    pub(super) fn drop_key(&mut self) {
        self.hit = 0;
    }

    /// The key is whole.
    pub(super) fn end_key(&mut self) -> Result<(), Malformed> {
        let mut twice = false;
        let matched = self.matched;
        self.retain(|path| {
            path.end = path.segment.saturating_add(matched);
            if !matches!(path.rest(path.end), [] | [b'/', ..]) {
                return false;
            }
            let bit = 1u64.wrapping_shl(path.level);
            let again = path.seen & bit != 0;
            twice |= again;
            path.seen |= bit;
            !again
        });
        if twice && self.mode != Mode::First { Err(Malformed) } else { Ok(()) }
    }

    /// An element begins in an array that pointers lead into.
    pub(super) fn begin_element(&mut self) {
        let Some(count) = self.counts.get_mut(self.depth.wrapping_sub(1) as usize) else { return };
        let index = *count;
        *count = index.saturating_add(1);
        self.hit = if index < self.next_index { self.every } else { self.live } & !self.done;
        let mut next_index = u32::MAX;
        self.retain(|path| {
            path.met = false;
            let Elements::One(wanted) = path.elements else { return true };
            if wanted > index {
                next_index = next_index.min(wanted);
            }
            wanted == index
        });
        if index >= self.next_index {
            self.next_index = next_index;
        }
    }

    /// An element of an array that pointers lead into is whole; `last`: the array is, too.
    pub(super) fn end_element(&mut self, last: bool) -> Result<(), Malformed> {
        let fine = match self.mode {
            Mode::First => true,
            Mode::One => last || self.every == 0,
            Mode::Each => members(self.every).all(|index| self.paths.get(index).is_some_and(|path| path.met)),
        };
        if fine { Ok(()) } else { Err(Malformed) }
    }

    /// The pointers that end at the scalar that begins.
    #[inline]
    pub(super) fn scalar(&mut self) -> Set {
        if self.hit == 0 { 0 } else { self.meet() }
    }

    fn meet(&mut self) -> Set {
        self.retain(|path| {
            path.met |= path.is_over();
            path.is_over()
        });
        let met = core::mem::take(&mut self.hit);
        if self.mode == Mode::First {
            self.done |= met;
        }
        met
    }

    /// A container begins, as the one at this depth.
    #[inline]
    pub(super) fn open(&mut self, depth: u32, array: bool) -> Result<(), Malformed> {
        if self.hit == 0 { Ok(()) } else { self.enter(depth, array) }
    }

    fn enter(&mut self, depth: u32, array: bool) -> Result<(), Malformed> {
        let mut over = false;
        self.retain(|path| {
            if path.is_over() {
                over = true;
                return false;
            }
            let outer = *path;
            path.segment = path.end.saturating_add(1);
            path.level = depth;
            path.seen &= !1u64.wrapping_shl(depth);
            let leads = path.read_segment(array);
            if !leads {
                *path = outer;
            }
            leads
        });
        if over && self.mode != Mode::First {
            return Err(Malformed);
        }
        let entering = core::mem::take(&mut self.hit);
        if entering != 0 {
            self.depth = depth;
            if let Some(count) = self.counts.get_mut(depth.wrapping_sub(1) as usize) {
                *count = 0;
            }
            self.lead(entering);
        }
        Ok(())
    }

    /// The container that pointers lead into ends; `array`: what it stands in is one.
    pub(super) fn leave(&mut self, array: bool) {
        self.depth = self.depth.saturating_sub(1);
        for index in members(self.live) {
            if let Some(path) = self.paths.get_mut(index) {
                path.retreat();
                path.read_segment(array);
            }
        }
        let mut live = 0;
        for index in members(self.all) {
            if self.paths.get(index).is_some_and(|path| path.level == self.depth) {
                live |= 1 << index;
            }
        }
        self.lead(live);
    }

    /// These are the pointers that lead into the innermost container.
    fn lead(&mut self, live: Set) {
        self.live = live;
        self.next_index = 0;
        self.every = 0;
        for index in members(live) {
            if self.paths.get(index).is_some_and(|path| path.elements == Elements::Every) {
                self.every |= 1 << index;
            }
        }
    }
}
