//! Turns an action into events, or into a refusal that names the rule.

mod assign;
mod close;
mod move_due;
mod reply;
mod triage;

use huiyin_core::time::Instant;
use huiyin_core::{Ctx, ObligationKind, UnitId};

use crate::action::Action;
use crate::apply::apply;
use crate::event::{Change, EndObligation, Event, Recorded};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::policy::{Facts, Policy};
use crate::refusal::Refusal;
use crate::rights;
use crate::suggestion::Suggestion;

/// What the action would make happen. The state itself is not touched; recording the changes and
/// applying them is the caller's, in one transaction.
///
/// # Errors
/// A [`Refusal`] in Chinese when the actor may not, the state does not allow it, or the action is
/// incomplete.
pub fn decide(
    suggestion: &Suggestion,
    action: &Action,
    ctx: &Ctx,
    policy: &Policy,
) -> Result<Vec<Change>, Refusal> {
    rights::check(suggestion, &ctx.actor, action.kind())?;
    let mut draft = Draft {
        state: suggestion.clone(),
        changes: Vec::new(),
        ctx,
        policy,
    };
    match action {
        Action::Accept {
            kind,
            topic,
            points,
        } => triage::accept(&mut draft, *kind, *topic, points),
        Action::AskSupplement { list } => triage::ask_supplement(&mut draft, list),
        Action::Supplement { seal, attachments } => {
            triage::supplement(&mut draft, *seal, attachments);
            Ok(())
        }
        Action::LapseSupplement => triage::lapse_supplement(&mut draft),
        Action::ProposeDecline {
            reason_code,
            explanation,
            go_instead,
        } => triage::propose_decline(&mut draft, reason_code, explanation, go_instead),
        Action::ConfirmDecline => triage::confirm_decline(&mut draft),
        Action::RejectDecline { reason } => triage::reject_decline(&mut draft, reason),
        Action::Assign {
            lead,
            supports,
            note,
        } => assign::assign(&mut draft, *lead, supports, note),
        Action::Acknowledge { handler } => assign::acknowledge(&mut draft, *handler),
        Action::GiveSupport { opinion } => assign::give_support(&mut draft, opinion),
        Action::DraftReply { content } => reply::draft_reply(&mut draft, content),
        Action::ReturnDraft { reason } => reply::return_draft(&mut draft, reason),
        Action::SignOff => reply::sign_off(&mut draft),
        Action::Rate {
            result,
            attitude,
            speed,
            comment_seal,
        } => {
            close::rate(&mut draft, *result, *attitude, *speed, *comment_seal);
            Ok(())
        }
        Action::LapseRating => close::lapse_rating(&mut draft),
        Action::Close => close::close(&mut draft),
        Action::Withdraw { reason_seal } => {
            close::withdraw(&mut draft, *reason_seal);
            Ok(())
        }
        Action::Note { text } => {
            let text = needed("text", "备注内容", text)?;
            draft.push(Change::plain(Event::Noted { text }));
            Ok(())
        }
        Action::MoveDue {
            no,
            due_at,
            basis,
            reason,
        } => move_due::move_due(&mut draft, *no, *due_at, basis, reason),
    }?;
    Ok(draft.changes)
}

/// The state as it would be after the changes so far.
struct Draft<'a> {
    state: Suggestion,
    changes: Vec<Change>,
    ctx: &'a Ctx,
    policy: &'a Policy,
}

impl Draft<'_> {
    fn now(&self) -> Instant {
        self.ctx.now
    }

    fn push(&mut self, change: Change) {
        let recorded = Recorded::next(&self.state, self.ctx.now, &self.ctx.actor, change.clone());
        apply(&mut self.state, &recorded);
        self.changes.push(change);
    }

    /// An obligation that starts now.
    fn open(&self, kind: ObligationKind, unit: UnitId) -> OpenObligation {
        self.policy
            .open(kind, unit, Facts::from(&self.state), self.now())
    }

    /// Ends all open obligations of a kind.
    fn end(&self, kind: ObligationKind, how: ObligationEnd) -> Vec<EndObligation> {
        self.end_where(how, |k| k == kind)
    }

    fn end_where(
        &self,
        how: ObligationEnd,
        chosen: impl Fn(ObligationKind) -> bool,
    ) -> Vec<EndObligation> {
        self.state
            .open_obligations()
            .filter(|o| chosen(o.kind))
            .map(|o| EndObligation {
                no: o.no,
                kind: o.kind,
                how,
            })
            .collect()
    }
}

/// A text that must not be empty.
fn needed(field: &'static str, name: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Invalid {
            field,
            message: format!("请填写{name}"),
        });
    }
    Ok(text.to_owned())
}
