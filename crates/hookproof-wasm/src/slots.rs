//! Places for what the host holds by a number: verifiers and streams.

use crate::exchange::push;
use alloc::vec::Vec;

/// A place.
enum Slot<T> {
    /// One item, on the heap, so that its address stays. No `Box`: that traps where there is no memory.
    Taken(Vec<T>, u64),
    /// The next vacant place is this one, counted from 0; there is none beyond the last place.
    Vacant(usize),
}

/// Items, each of which keeps its place, and so its address, until it is dropped.
pub(crate) struct Slots<T> {
    slots: Vec<Slot<T>>,
    /// The first vacant place.
    vacant: usize,
    /// How many items there have been.
    serial: u64,
}

impl<T> Slots<T> {
    pub(crate) const fn new() -> Self {
        Slots { slots: Vec::new(), vacant: usize::MAX, serial: 0 }
    }

    /// The number of the place that the item now has; `None` if there is no memory for it.
    pub(crate) fn keep(&mut self, item: T) -> Option<usize> {
        let mut alone = Vec::new();
        push(&mut alone, item)?;
        self.serial += 1;
        let taken = Slot::Taken(alone, self.serial);
        let number = self.vacant;
        if let Some(slot) = self.slots.get_mut(number) {
            if let Slot::Vacant(next) = slot {
                self.vacant = *next;
            }
            *slot = taken;
            return Some(number);
        }
        push(&mut self.slots, taken)?;
        Some(self.slots.len() - 1)
    }

    pub(crate) fn get(&self, number: usize) -> Option<&T> {
        match self.slots.get(number)? {
            Slot::Taken(item, _) => item.first(),
            Slot::Vacant(_) => None,
        }
    }

    /// The item, if it is the one with this serial number.
    pub(crate) fn get_same(&self, number: usize, serial: u64) -> Option<&T> {
        self.get(number).filter(|_| self.serial(number) == serial)
    }

    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        match self.slots.get_mut(number)? {
            Slot::Taken(item, _) => item.first_mut(),
            Slot::Vacant(_) => None,
        }
    }

    /// What tells an item from a later one in the same place; 0 for none.
    pub(crate) fn serial(&self, number: usize) -> u64 {
        match self.slots.get(number) {
            Some(Slot::Taken(_, serial)) => *serial,
            _ => 0,
        }
    }

    /// Makes the place vacant; returns what was there.
    pub(crate) fn take(&mut self, number: usize) -> Option<T> {
        let slot @ Slot::Taken(..) = self.slots.get_mut(number)? else { return None };
        let taken = core::mem::replace(slot, Slot::Vacant(self.vacant));
        self.vacant = number;
        match taken {
            Slot::Taken(mut item, _) => item.pop(),
            Slot::Vacant(_) => None,
        }
    }
}
