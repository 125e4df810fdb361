//! Items brought to a certain point of their life, and ways to say what is expected there.

use huiyin_core::time::{Instant, due_date, end_of_day};
use huiyin_core::{
    Actor, Digest, ObligationKind, PointNo, ResultClass, Satisfaction, SuggestionKind,
};
use huiyin_workflow::suggestion::Outcome;
use huiyin_workflow::{Action, Change, Obligation, Refusal};

use super::world::{
    HANDLER, Item, LEAD, SUPPORT, at, clerk, final_reply, handler, head, letter, liaison, outcome,
    submitter,
};

impl Item {
    /// Submitted on Thursday 17 September, 10:00.
    pub(crate) fn submitted() -> Self {
        Self::of_kind(SuggestionKind::Proposal)
    }

    pub(crate) fn of_kind(kind: SuggestionKind) -> Self {
        let now = at("09-17 10:00");
        Self::registered(&letter(kind, now), false, now)
    }

    /// Accepted on Friday.
    pub(crate) fn accepted() -> Self {
        let mut item = Self::submitted();
        item.act(&clerk(), "09-18 09:00", accept());
        item
    }

    /// Assigned on the Sunday that is worked.
    pub(crate) fn assigned() -> Self {
        let mut item = Self::accepted();
        item.act(&clerk(), "09-20 15:00", assign());
        item
    }

    /// Acknowledged on Monday.
    pub(crate) fn in_progress() -> Self {
        let mut item = Self::assigned();
        item.act(&liaison(), "09-21 09:00", acknowledge());
        item
    }

    pub(crate) fn in_review() -> Self {
        let mut item = Self::in_progress();
        item.act(&handler(), "09-24 16:00", draft(outcome(ResultClass::A)));
        item
    }

    pub(crate) fn replied() -> Self {
        let mut item = Self::in_review();
        item.act(&head(), "09-24 17:00", Action::sign_off());
        item
    }

    pub(crate) fn rated(result: Satisfaction) -> Self {
        let mut item = Self::replied();
        item.act(&submitter(), "09-28 09:00", rate(result));
        item
    }

    pub(crate) fn act(&mut self, actor: &Actor, when: &str, action: Action) -> Vec<Change> {
        self.attempt(actor, at(when), &action)
            .unwrap_or_else(|refusal| panic!("{action:?} refused: {refusal}"))
    }

    /// The action is refused in these words, and nothing changed.
    pub(crate) fn assert_refused(
        &mut self,
        actor: &Actor,
        when: &str,
        action: Action,
        expect: &str,
    ) {
        let before = (self.state.clone(), self.ledger.len());
        let refusal: Refusal = self.attempt(actor, at(when), &action).unwrap_err();
        assert_eq!(refusal.to_string(), expect);
        assert_eq!((self.state.clone(), self.ledger.len()), before);
    }

    pub(crate) fn open(&self, kind: ObligationKind) -> &Obligation {
        self.state
            .open_obligation(kind)
            .unwrap_or_else(|| panic!("no open {kind:?}"))
    }

    /// Everything that is owed, with its last day (24:00), the first due first.
    pub(crate) fn owed(&self) -> Vec<(ObligationKind, i64, String)> {
        let mut open: Vec<&Obligation> = self.state.open_obligations().collect();
        open.sort_by_key(|o| (o.due_at, o.no));
        let line = |o: &Obligation| {
            let day = due_date(o.due_at);
            assert_eq!(o.due_at, end_of_day(day));
            (o.kind, o.unit.0, day.format("%m-%d").to_string())
        };
        open.into_iter().map(line).collect()
    }
}

/// `owed` as a test writes it: kind, unit, day.
pub(crate) fn owed(list: &[(ObligationKind, i64, &str)]) -> Vec<(ObligationKind, i64, String)> {
    let line = |(kind, unit, day): &(ObligationKind, i64, &str)| (*kind, *unit, (*day).to_owned());
    list.iter().map(line).collect()
}

pub(crate) fn accept() -> Action {
    Action::Accept {
        kind: SuggestionKind::Proposal,
        topic: None,
        points: Vec::new(),
    }
}

pub(crate) fn ask_supplement() -> Action {
    Action::AskSupplement {
        list: "请说明是哪个食堂".into(),
    }
}

pub(crate) fn supplement() -> Action {
    Action::Supplement {
        seal: Digest::of(b"words"),
        attachments: vec![Digest::of(b"photo")],
    }
}

pub(crate) fn propose_decline() -> Action {
    Action::ProposeDecline {
        reason_code: "arbitration".into(),
        explanation: "该争议已进入仲裁程序".into(),
        go_instead: "请向劳动人事争议仲裁委员会查询".into(),
    }
}

pub(crate) fn reject_decline() -> Action {
    Action::RejectDecline {
        reason: "仲裁已经撤回".into(),
    }
}

pub(crate) fn assign() -> Action {
    Action::Assign {
        lead: LEAD,
        supports: vec![SUPPORT],
        note: String::new(),
    }
}

pub(crate) const fn acknowledge() -> Action {
    Action::Acknowledge { handler: HANDLER }
}

pub(crate) fn give_support() -> Action {
    Action::GiveSupport {
        opinion: "坡道坡度应不大于 1:12".into(),
    }
}

pub(crate) fn draft(outcome: Outcome) -> Action {
    Action::DraftReply {
        content: final_reply(&[PointNo(1)], outcome),
    }
}

pub(crate) fn return_draft() -> Action {
    Action::ReturnDraft {
        reason: "请写明完工日期".into(),
    }
}

pub(crate) const fn rate(result: Satisfaction) -> Action {
    Action::Rate {
        result,
        attitude: Satisfaction::Satisfied,
        speed: Satisfaction::MostlySatisfied,
        comment_seal: None,
    }
}

pub(crate) fn note() -> Action {
    Action::Note {
        text: "已电话联系后勤".into(),
    }
}

pub(crate) const fn withdraw() -> Action {
    Action::Withdraw { reason_seal: None }
}

/// The last instant of a day, which is the first that is too late.
pub(crate) fn end(day: &str) -> Instant {
    end_of_day(format!("2026-{day}").parse().unwrap())
}

/// Any open obligation one day later; the newest one where none is open.
pub(crate) fn move_due(item: &Item) -> Action {
    let all = &item.state.obligations;
    let open = all.iter().find(|o| o.is_open()).or(all.last()).unwrap();
    Action::MoveDue {
        no: open.no,
        due_at: open.due_at + chrono::Duration::days(1),
        basis: open.basis.clone(),
        reason: "2027年放假通知".into(),
    }
}
