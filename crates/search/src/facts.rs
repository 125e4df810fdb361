//! What filters and facets ask of an item, packed into one number, so that a walk over many
//! matches reads one column.
//!
//! From the lowest bit: status 4, kind 4, channel 4, month of receipt 16 (year × 12 + month - 1),
//! topic 18, lead unit 18. Closed sets are places in their `ALL` plus one, ids plus one; 0 is
//! none. An id that does not fit counts as none; no installation has 200,000 units.

use chrono::Datelike;
use huiyin_core::search::{IndexDocument, Month};
use huiyin_core::{Channel, Status, SuggestionKind, TopicId, UnitId, time};

const CODE_BITS: u32 = 4;
const MONTH_BITS: u32 = 16;
const ID_BITS: u32 = 18;

const KIND_AT: u32 = CODE_BITS;
const CHANNEL_AT: u32 = 2 * CODE_BITS;
const MONTH_AT: u32 = 3 * CODE_BITS;
const TOPIC_AT: u32 = MONTH_AT + MONTH_BITS;
const UNIT_AT: u32 = TOPIC_AT + ID_BITS;

/// The packed facts of one item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts(pub(crate) u64);

impl Facts {
    /// Small numbers, 0 for none.
    pub(crate) const fn status(self) -> usize {
        self.bits(0, CODE_BITS)
    }

    pub(crate) const fn kind(self) -> usize {
        self.bits(KIND_AT, CODE_BITS)
    }

    pub(crate) const fn channel(self) -> usize {
        self.bits(CHANNEL_AT, CODE_BITS)
    }

    /// Status, kind and channel together: a small number too.
    pub(crate) const fn codes(self) -> usize {
        self.bits(0, 3 * CODE_BITS)
    }

    /// Status, kind and channel.
    pub(crate) const fn each_code(self) -> [usize; 3] {
        [self.status(), self.kind(), self.channel()]
    }

    pub(crate) const fn month(self) -> usize {
        self.bits(MONTH_AT, MONTH_BITS)
    }

    pub(crate) const fn topic(self) -> usize {
        self.bits(TOPIC_AT, ID_BITS)
    }

    pub(crate) const fn unit(self) -> usize {
        self.bits(UNIT_AT, ID_BITS)
    }

    const fn bits(self, at: u32, width: u32) -> usize {
        ((self.0 >> at) & ((1 << width) - 1)) as usize
    }
}

pub(crate) fn pack(item: &IndexDocument) -> u64 {
    let day = time::local_date(item.received_at);
    let month = Month {
        year: day.year(),
        month: day.month(),
    };
    let put = |value: usize, at: u32| (value as u64) << at;
    put(number_of(Status::ALL, item.status), 0)
        | put(number_of(SuggestionKind::ALL, item.kind), KIND_AT)
        | put(number_of(Channel::ALL, item.channel), CHANNEL_AT)
        | put(month_number(month), MONTH_AT)
        | put(item.topic.map_or(0, |topic| id_number(topic.0)), TOPIC_AT)
        | put(item.lead_unit.map_or(0, |unit| id_number(unit.0)), UNIT_AT)
}

/// The number of a coded value: its place among all, plus one.
pub(crate) fn number_of<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter()
        .position(|other| *other == one)
        .map_or(0, |place| place + 1)
}

/// The coded value of a number.
pub(crate) fn coded<T: Copy>(all: &[T], number: usize) -> Option<T> {
    all.get(number.checked_sub(1)?).copied()
}

pub(crate) fn id_number(id: i64) -> usize {
    match usize::try_from(id) {
        Ok(id) if id + 1 < 1 << ID_BITS => id + 1,
        Ok(_) | Err(_) => 0,
    }
}

pub(crate) fn topic_of(number: usize) -> Option<TopicId> {
    id_of(number).map(TopicId)
}

pub(crate) fn unit_of(number: usize) -> Option<UnitId> {
    id_of(number).map(UnitId)
}

fn id_of(number: usize) -> Option<i64> {
    i64::try_from(number.checked_sub(1)?).ok()
}

/// Years outside 1..=5460 count as the nearest of these.
pub(crate) fn month_number(month: Month) -> usize {
    let year = usize::try_from(month.year.clamp(1, 5460)).unwrap_or(1);
    let month = usize::try_from(month.month.clamp(1, 12)).unwrap_or(1);
    year * 12 + month - 1
}

pub(crate) fn month_of(number: usize) -> Option<Month> {
    if number < 12 {
        return None;
    }
    Some(Month {
        year: i32::try_from(number / 12).ok()?,
        month: u32::try_from(number % 12).ok()? + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let packed =
            Facts((((((7_u64 << ID_BITS) | 6) << MONTH_BITS | 24_315) << 4 | 5) << 4 | 4) << 4 | 3);
        let read = [
            packed.status(),
            packed.kind(),
            packed.channel(),
            packed.month(),
            packed.topic(),
            packed.unit(),
        ];
        assert_eq!(read, [3, 4, 5, 24_315, 6, 7]);
        assert_eq!(
            month_of(24_315),
            Some(Month {
                year: 2026,
                month: 4
            })
        );
        assert_eq!(
            month_number(Month {
                year: 2026,
                month: 4
            }),
            24_315
        );
        assert_eq!((topic_of(6), unit_of(0)), (Some(TopicId(5)), None));
        assert_eq!((id_number(5), id_number(-1), id_number(1 << 40)), (6, 0, 0));
        assert!(
            Status::ALL.len() < 16 && SuggestionKind::ALL.len() < 16 && Channel::ALL.len() < 16
        );
    }
}
