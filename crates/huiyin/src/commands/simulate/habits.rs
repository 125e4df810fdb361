//! What people do with an item when they get to it: mostly the next step, sometimes a way round.

mod above;
mod desk;
mod track;
mod unit;

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Actor, Digest, ObligationKind, Role, Satisfaction, SuggestionKind, Track, UnitId,
};
use huiyin_workflow::{Action, Suggestion, available};

use super::cast::Cast;
use super::dice::Dice;

/// One thing that somebody might do, and how much they want to.
type Wish = (u64, (Actor, Action));

/// The circumstances in which somebody looks at an item.
pub(super) struct Moment<'a> {
    pub(super) item: &'a Suggestion,
    pub(super) now: Instant,
    pub(super) cast: &'a Cast,
    /// Running number for the next 督办.
    pub(super) next_supervision: i64,
}

impl Moment<'_> {
    fn today(&self) -> NaiveDate {
        time::local_date(self.now)
    }

    /// Somebody in that office whose unit has never had a part in the item.
    fn apart(&self, role: Role, dice: &mut Dice) -> Option<Actor> {
        let units: Vec<UnitId> = self.item.assignments.iter().map(|a| a.unit).collect();
        self.cast.someone_apart(&units, role, self.today(), dice)
    }

    fn owes(&self, kind: ObligationKind) -> bool {
        self.item.open_obligation(kind).is_some()
    }

    /// Due within a few days, or late.
    fn is_near(&self, kind: ObligationKind) -> bool {
        let open = self.item.open_obligation(kind);
        open.is_some_and(|o| self.now + chrono::Duration::days(5) >= o.due_at)
    }

    fn is_late(&self, kind: ObligationKind) -> bool {
        let open = self.item.open_obligation(kind);
        open.is_some_and(|o| self.now >= o.due_at)
    }
}

/// What is done now; `None` when nobody who could is there, or all prefer to wait.
pub(super) fn choose(moment: &Moment<'_>, dice: &mut Dice) -> Option<(Actor, Action)> {
    let mut wishes = Vec::new();
    desk::desk(moment, dice, &mut wishes);
    unit::unit(moment, dice, &mut wishes);
    above::oversight(moment, dice, &mut wishes);
    submitter(moment, dice, &mut wishes);
    match moment.item.track {
        Track::Petition => track::petition(moment, dice, &mut wishes),
        Track::Improvement => track::improvement(moment, dice, &mut wishes),
        Track::Ordinary => {}
    }
    wishes.retain(|(_, (actor, action))| available(moment.item, actor).contains(&action.kind()));
    dice.weigh(wishes)
}

/// Somebody tries what is none of their business, or comes too late.
pub(super) fn trespass(moment: &Moment<'_>, dice: &mut Dice) -> Option<(Actor, Action)> {
    let actor = moment.cast.anybody(dice)?;
    let actions = [
        Action::ConfirmDecline,
        Action::sign_off(),
        Action::Close,
        Action::LapseRating,
        Action::Withdraw { reason_seal: None },
        Action::ApproveTermination,
        Action::Accept {
            kind: SuggestionKind::Praise,
            topic: None,
            points: Vec::new(),
        },
        Action::Redo {
            reason: "不满意".to_owned(),
        },
    ];
    let action = dice.pick(&actions)?;
    let is_allowed = available(moment.item, &actor).contains(&action.kind());
    (!is_allowed).then_some((actor, action))
}

fn wish(wishes: &mut Vec<Wish>, weight: u64, actor: Option<Actor>, action: Action) {
    if let Some(actor) = actor {
        wishes.push((weight, (actor, action)));
    }
}

fn words(text: &str) -> String {
    text.to_owned()
}

/// 建议人.
fn submitter(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let me = Some(Actor::Submitter(m.item.id));
    let seal = Digest::of(m.item.ticket_no.to_string().as_bytes());
    if m.owes(ObligationKind::Supplement) {
        let action = Action::Supplement {
            seal,
            attachments: Vec::new(),
        };
        wish(wishes, 700, me.clone(), action);
    } else if dice.chance(10) {
        let action = Action::Supplement {
            seal,
            attachments: Vec::new(),
        };
        wish(wishes, 300, me.clone(), action);
    }
    if dice.chance(3) {
        wish(
            wishes,
            900,
            me.clone(),
            Action::Withdraw { reason_seal: None },
        );
    }
    let ratings = vec![
        (600, Satisfaction::Satisfied),
        (280, Satisfaction::MostlySatisfied),
        (120, Satisfaction::Dissatisfied),
    ];
    if let Some(result) = dice.weigh(ratings).filter(|_| dice.chance(150)) {
        let rating = Action::Rate {
            result,
            attitude: result,
            speed: Satisfaction::MostlySatisfied,
            comment_seal: None,
        };
        wish(wishes, 900, me, rating);
    }
}
