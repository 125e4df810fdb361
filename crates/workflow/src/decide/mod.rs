//! Turns an action into events, or into a refusal that names the rule.

mod after;
mod assign;
mod close;
mod dispute;
mod exclusion;
mod extension;
mod gate;
mod improvement;
mod leave;
mod merge;
mod move_due;
mod oversight;
mod people;
mod publication;
mod reply;
mod review;
mod split;
mod support;
mod triage;

use huiyin_core::time::Instant;
use huiyin_core::{Ctx, ObligationKind, UnitId};

use crate::action::Action;
use crate::apply::apply;
use crate::event::{Change, EndObligation, Event, Recorded};
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::policy::{EXTERNAL, Facts, Policy, cap};
use crate::refusal::Refusal;
use crate::rights;
use crate::split::BY_THE_ORIGINAL;
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
        Action::SignOff {
            findings,
            override_reason,
        } => reply::sign_off(&mut draft, findings, override_reason.as_deref()),
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
        Action::ProposeExclusion { metric, reason } => {
            exclusion::propose(&mut draft, *metric, reason)
        }
        Action::ApproveExclusion => exclusion::approve(&mut draft),
        Action::RefuseExclusion { reason } => exclusion::refuse(&mut draft, reason),
        Action::MarkRepeat { of, reason } => exclusion::mark_repeat(&mut draft, *of, reason),
        Action::RequestSendBack { reason, proposed } => {
            dispute::request_send_back(&mut draft, reason, *proposed)
        }
        Action::SendBack { reason, proposed } => dispute::send_back(&mut draft, reason, *proposed),
        Action::AskRuling { reason } => dispute::ask_ruling(&mut draft, reason),
        Action::Rule { lead, reason } => dispute::rule(&mut draft, *lead, reason),
        Action::Reassign { lead, reason } => dispute::reassign(&mut draft, *lead, reason),
        Action::ProposeMerge(proposal) => merge::propose(&mut draft, proposal),
        Action::RefuseMerge { reason } => merge::refuse(&mut draft, reason),
        Action::Merge { parent, reason } => merge::merge(&mut draft, parent, reason),
        Action::TakeChild(taken) => merge::take_child(&mut draft, *taken),
        Action::AnswerChild(answered) => merge::answer_child(&mut draft, *answered),
        Action::ReleaseChild(released) => merge::release_child(&mut draft, *released),
        Action::FollowParent(led) => merge::follow_parent(&mut draft, *led),
        Action::Unmerge { reason } => merge::unmerge(&mut draft, reason),
        Action::SplitPoints { points } => split::split_points(&mut draft, points),
        Action::Split { parts } => split::split(&mut draft, parts),
        Action::AskSupport { units, reason } => support::ask(&mut draft, units, reason),
        Action::AddSupport { units, note } => support::add(&mut draft, units, note),
        Action::RefuseSupport { reason } => support::refuse(&mut draft, reason),
        Action::AskExtension { amount, reason } => extension::ask(&mut draft, *amount, reason),
        Action::GrantExtension { reason } => extension::grant(&mut draft, reason),
        Action::RefuseExtension { reason } => extension::refuse(&mut draft, reason),
        Action::ChangeHandler { handler, reason } => {
            people::change_handler(&mut draft, *handler, reason)
        }
        Action::Recuse { reason } => people::recuse(&mut draft, reason),
        Action::NameAccused {
            accounts,
            units,
            reason,
        } => leave::name_accused(&mut draft, accounts, units, reason),
        Action::HandOver { from, to, reason } => leave::hand_over(&mut draft, *from, *to, reason),
        Action::ReleaseHandler { reason } => leave::release_handler(&mut draft, reason),
        Action::Redo { reason } => after::redo(&mut draft, reason),
        Action::FollowUp { result, note } => after::follow_up(&mut draft, *result, note),
        Action::FulfilCommitment { no, text } => after::fulfil_commitment(&mut draft, *no, text),
        Action::GiveConsent { byline } => publication::give_consent(&mut draft, *byline),
        Action::WithdrawConsent => {
            draft.push(Change::plain(Event::ConsentWithdrawn));
            Ok(())
        }
        Action::Publish {
            text,
            salt,
            attachments,
            seq,
        } => publication::publish(&mut draft, text, *salt, attachments, *seq),
        Action::Unpublish { reason } => publication::unpublish(&mut draft, reason),
        Action::Archive { digest, bytes } => {
            draft.push(Change::plain(Event::Archived {
                digest: *digest,
                bytes: *bytes,
            }));
            Ok(())
        }
        Action::Supervise {
            level,
            trigger,
            requirement,
            due_on,
            seq,
        } => oversight::supervise(
            &mut draft,
            &oversight::Order {
                level: *level,
                trigger: *trigger,
                requirement,
                due_on: *due_on,
                seq: *seq,
            },
        ),
        Action::AnswerSupervision { text } => oversight::answer_supervision(&mut draft, text),
        Action::LiftSupervision { result } => oversight::lift_supervision(&mut draft, result),
        Action::Direct { text, due_on } => oversight::direct(&mut draft, text, *due_on),
        Action::AnswerDirective { text } => oversight::answer_directive(&mut draft, text),
        Action::Shelve { reason, review_on } => oversight::shelve(&mut draft, reason, *review_on),
        Action::Unshelve { reason } => oversight::unshelve(&mut draft, reason),
        Action::ProposeTermination {
            reason,
            explanation,
        } => after::propose_termination(&mut draft, reason, explanation),
        Action::ApproveTermination => after::approve_termination(&mut draft),
        Action::RefuseTermination { reason } => after::refuse_termination(&mut draft, reason),
        Action::MarkUrgent { reason } => oversight::mark_urgent(&mut draft, reason),
        Action::UnmarkUrgent { reason } => oversight::unmark_urgent(&mut draft, reason),
        Action::ExplainOverdue { text } => oversight::explain_overdue(&mut draft, text),
        Action::TellAcceptance { way } => review::tell_acceptance(&mut draft, way),
        Action::AskReview { seal } => review::ask(&mut draft, *seal),
        Action::LapseReviewWindow => review::lapse_window(&mut draft),
        Action::AssignReview { unit } => review::assign(&mut draft, *unit),
        Action::ConcludeReview { result, text } => review::conclude(&mut draft, *result, text),
        Action::MarkMajor { reason } => improvement::mark_major(&mut draft, reason),
        Action::Assess(assessment) => improvement::assess(&mut draft, assessment),
        Action::ReportEffect(effect) => improvement::report_effect(&mut draft, effect),
        Action::ProposeAward(proposal, facts) => {
            improvement::propose_award(&mut draft, proposal, facts)
        }
        Action::ApproveAward(facts) => improvement::approve_award(&mut draft, facts),
        Action::RefuseAward { reason } => improvement::refuse_award(&mut draft, reason),
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

    /// Not later than another system, or the item that it was split off, is due. A step that only
    /// leads to the reply is not born late when that day is over.
    fn capped(&self, open: OpenObligation) -> OpenObligation {
        let open = cap(open, self.state.external_due_at, EXTERNAL);
        let from = self.state.overlays.split_from.as_ref();
        let is_reply = open.kind == ObligationKind::Reply;
        let by = from.and_then(|from| from.reply_by);
        let by = by.filter(|by| is_reply || *by > self.now());
        cap(open, by, BY_THE_ORIGINAL)
    }

    /// The same thing owed on by another unit: the due time and its basis stay.
    fn hand_over(
        &self,
        kind: ObligationKind,
        to: UnitId,
    ) -> (Vec<EndObligation>, Vec<OpenObligation>) {
        self.hand_over_where(to, |k| k == kind)
    }

    /// 督办 and 批示 go with the item to whoever leads it.
    fn hand_over_orders(&self, to: UnitId) -> (Vec<EndObligation>, Vec<OpenObligation>) {
        self.hand_over_where(to, |kind| {
            matches!(
                kind,
                ObligationKind::Supervision | ObligationKind::Directive
            )
        })
    }

    fn hand_over_where(
        &self,
        to: UnitId,
        chosen: impl Fn(ObligationKind) -> bool,
    ) -> (Vec<EndObligation>, Vec<OpenObligation>) {
        self.state
            .open_obligations()
            .filter(|o| chosen(o.kind) && o.unit != to)
            .map(|o| {
                let end = EndObligation {
                    no: o.no,
                    kind: o.kind,
                    how: ObligationEnd::Moved,
                };
                let open = OpenObligation {
                    kind: o.kind,
                    unit: to,
                    due_at: o.due_at,
                    basis: o.basis.clone(),
                };
                (end, open)
            })
            .unzip()
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

/// Who leads. What rights and state allow has one; without, the data is not what they saw.
fn lead_unit(draft: &Draft<'_>) -> Result<UnitId, Refusal> {
    draft
        .state
        .lead_unit()
        .ok_or_else(|| Refusal::Rule("没有主办单位".to_owned()))
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
