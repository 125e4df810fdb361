//! A made-up archive of any size from real texts: the same for the same seed.

use chrono::DateTime;
use huiyin_core::search::IndexDocument;
use huiyin_core::{Accused, Channel, Status, SuggestionId, SuggestionKind, TopicId, UnitId};

const TOPICS: usize = 60;
const UNITS: usize = 200;
/// Letters arrive this far apart: a million in about six years.
const SECONDS_APART: i64 = 190;
const FIRST_ARRIVAL: i64 = 1_577_836_800;

/// A text an archive is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    pub title: String,
    pub body: String,
    pub reply: String,
}

pub(super) struct Archive<'a> {
    material: &'a [Material],
    seed: u64,
}

/// Numbers that look random.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high % n.max(1)
    }
}

impl<'a> Archive<'a> {
    pub(super) const fn new(material: &'a [Material], seed: u64) -> Self {
        Self { material, seed }
    }

    /// The first round takes every text as it is, in a shuffled order; later ones put sentences of
    /// several together, so that a larger archive is no pile of copies.
    pub(super) fn item(&self, n: usize) -> IndexDocument {
        let mut dice = Dice::new(self.seed ^ (n as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (title, body, reply) = self.text(n, &mut dice);
        let id = i64::try_from(n).unwrap_or(i64::MAX - 1) + 1;
        let one_of = |all: usize, dice: &mut Dice| dice.below(all);
        let unit = UnitId(id_of(one_of(UNITS, &mut dice)));
        IndexDocument {
            id: SuggestionId(id),
            revision: 1,
            ticket_no: format!("GH2026-{id:06}"),
            external_no: None,
            title,
            body,
            points: Vec::new(),
            supplements: Vec::new(),
            replies: if reply.is_empty() {
                Vec::new()
            } else {
                vec![reply]
            },
            attachments: Vec::new(),
            status: pick(Status::ALL, &mut dice).unwrap_or(Status::Submitted),
            kind: pick(SuggestionKind::ALL, &mut dice).unwrap_or(SuggestionKind::Proposal),
            channel: pick(Channel::ALL, &mut dice).unwrap_or(Channel::Web),
            topic: Some(TopicId(id_of(one_of(TOPICS, &mut dice)))),
            lead_unit: Some(unit),
            visible_units: vec![unit],
            is_restricted: dice.below(40) == 0,
            accused: Accused::default(),
            received_at: DateTime::from_timestamp(FIRST_ARRIVAL + id * SECONDS_APART, 0)
                .unwrap_or_default(),
            due_at: None,
        }
    }

    fn text(&self, n: usize, dice: &mut Dice) -> (String, String, String) {
        let count = self.material.len();
        let at = |place: usize| self.material.get(place % count.max(1));
        // a prime step visits every place once
        const STEP: usize = 7_919;
        if n < count {
            let place = (n * STEP + usize::try_from(self.seed).unwrap_or(0)) % count;
            let stepped = if count.is_multiple_of(STEP) { n } else { place };
            return at(stepped).map_or_else(Default::default, |one| {
                (one.title.clone(), one.body.clone(), one.reply.clone())
            });
        }
        let mut some = || at(dice.below(count));
        let (Some(first), Some(second), Some(third)) = (some(), some(), some()) else {
            return Default::default();
        };
        let mut body = String::new();
        for (whole, is_first_half) in [(&first.body, true), (&second.body, false)] {
            let middle = whole.char_indices().nth(whole.chars().count() / 2);
            let middle = middle.map_or(0, |(at, _)| at);
            let half = if is_first_half {
                whole.get(..middle)
            } else {
                whole.get(middle..)
            };
            body.push_str(half.unwrap_or_default());
        }
        (third.title.clone(), body, third.reply.clone())
    }
}

fn id_of(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(0) + 1
}

fn pick<T: Copy>(all: &[T], dice: &mut Dice) -> Option<T> {
    all.get(dice.below(all.len())).copied()
}

pub(super) fn text_bytes(item: &IndexDocument) -> u64 {
    let replies: usize = item.replies.iter().map(String::len).sum();
    (item.title.len() + item.body.len() + replies) as u64
}
