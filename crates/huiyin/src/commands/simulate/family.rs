//! Two items at once: 并案 and 拆分, carried from one to the other as the application does it, and
//! held against each other after every step.

use chrono::Datelike;
use huiyin_core::text::{Body, Title};
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Actor, Ctx, Digest, ObligationKind, Role, Status, Submission, SuggestionId, TicketNo,
};
use huiyin_workflow::merge::{ChildFacts, LedFacts, ParentFacts, TakenFacts};
use huiyin_workflow::split::{NewPart, PARTS_MAX, SplitOff, register_part};
use huiyin_workflow::{Action, ActionKind, Recorded, Seals, Suggestion, available};

use super::cast::DESK;
use super::office::Office;
use crate::failure::Failure;

const WORKER: Actor = Actor::System("merge");

impl Office {
    /// The desk sees that an item is the same matter as another one, and merges it.
    pub(super) fn merge_some(&mut self, id: i64, now: Instant) {
        let today = time::local_date(now);
        let clerk = self.cast.someone(DESK, Role::Clerk, today, &mut self.dice);
        let most = self.n_items.max(1).unsigned_abs();
        let near = i64::try_from(self.dice.below(most)).unwrap_or(0);
        // whatever lies beside it in the cabinet, unless it is another kind of thing altogether
        let is_like = |s: &Suggestion, o: &Suggestion| {
            s.id != o.id && s.track == o.track && s.is_restricted == o.is_restricted
        };
        let Some(slot) = self.open.get(&id) else {
            return;
        };
        let mut beside = self.open.range(near..).take(40);
        let parent = beside
            .find(|(_, other)| is_like(&slot.state, &other.state) && is_handled(&other.state))
            .map(|(_, other)| ParentFacts::from(&other.state));
        if let (Some(clerk), Some(parent)) = (clerk, parent) {
            let reason = "同一件事".to_owned();
            self.act(id, &clerk, &Action::Merge { parent, reason }, now);
        }
    }

    /// The desk finds one or two more matters in a letter, and splits them off.
    pub(super) fn split_some(&mut self, id: i64, now: Instant) -> Result<(), Failure> {
        let today = time::local_date(now);
        let clerk = self.cast.someone(DESK, Role::Clerk, today, &mut self.dice);
        let (Some(clerk), Some(slot)) = (clerk, self.open.get(&id)) else {
            return Ok(());
        };
        let letter = slot.state.clone();
        if !available(&letter, &clerk).contains(&ActionKind::Split) {
            return Ok(());
        }
        let left = PARTS_MAX.saturating_sub(letter.overlays.split_off.len());
        let n = usize::try_from(self.dice.between(1, 2))
            .unwrap_or(1)
            .min(left);
        let mut parts = Vec::with_capacity(n);
        for no in 0..n {
            parts.push(self.part(&letter, no, &clerk, now)?);
        }
        let ids: Vec<i64> = parts
            .iter()
            .filter_map(|part| part.registered.as_ref())
            .map(|registered| registered.part.0)
            .collect();
        if !self.act(id, &clerk, &Action::Split { parts }, now) {
            self.tally
                .violation(format!("第 {id} 件：可以拆分，却没有拆分成"));
        }
        for part in ids {
            if letter.status != Status::Submitted {
                let accept = Action::Accept {
                    kind: letter.kind,
                    topic: letter.topic,
                    points: Vec::new(),
                };
                self.act(part, &clerk, &accept, now);
            }
            self.plan_a_look(part, now);
        }
        Ok(())
    }

    /// Registers a part of a letter.
    fn part(
        &mut self,
        letter: &Suggestion,
        no: usize,
        clerk: &Actor,
        now: Instant,
    ) -> Result<NewPart, Failure> {
        let bad = |e| Failure::caused("模拟的来件写得不对", e);
        let title = Title::parse("拆分出的一件").map_err(bad)?;
        let body = Body::parse("内容", &format!("来件中的另一件事，第 {no} 件。")).map_err(bad)?;
        let (channel, received_at) = (letter.channel, letter.received_at);
        let mut submission = Submission::new(
            channel,
            letter.kind,
            title.clone(),
            body.clone(),
            received_at,
        );
        submission.external_due_at = letter.external_due_at;
        submission.identity_level = letter.identity_level;
        let id = self.next_id();
        let part_no = TicketNo {
            series: letter.ticket_no.series.clone(),
            year: time::local_date(now).year(),
            seq: id.0,
        };
        let seals = Seals {
            text: Digest::of(&id.0.to_be_bytes()),
            identity: None,
        };
        let ctx = Ctx {
            actor: clerk.clone(),
            now,
        };
        let change = register_part(
            letter,
            &submission,
            part_no.clone(),
            seals,
            &ctx,
            &self.policy,
        );
        self.open_slot(id, vec![Recorded::first(now, clerk, change)])?;
        self.tally.split_off += 1;
        Ok(NewPart {
            title,
            body,
            topic: letter.topic,
            lookup: Digest::of(&id.0.to_be_bytes()),
            text_salt: [0; 16],
            identity_salt: [0; 16],
            nonce: [0; 24],
            registered: Some(SplitOff { part: id, part_no }),
        })
    }

    /// Carries what changed on an item to its parent and its children.
    pub(super) fn keep_family(&mut self, before: &Suggestion, now: Instant) {
        let Some(after) = self.open.get(&before.id.0).map(|slot| slot.state.clone()) else {
            return;
        };
        self.tell_parent(before, &after, now);
        self.tell_children(before, &after, now);
        self.hold_against_the_family(&after);
    }

    fn tell_parent(&mut self, before: &Suggestion, after: &Suggestion, now: Instant) {
        let child = ChildFacts { child: after.id };
        let parent = |s: &Suggestion| s.overlays.merged_into.map(|m| m.parent);
        match (before.is_child(), after.is_child()) {
            (false, false) => {}
            (false, true) => {
                if let Some(parent) = parent(after) {
                    self.take(parent, after, now);
                }
            }
            (true, false) => {
                let Some(parent) = parent(before) else {
                    return;
                };
                let action = if after.final_reply().is_some() {
                    Action::AnswerChild(child)
                } else {
                    Action::ReleaseChild(child)
                };
                self.carry(parent, &action, now);
            }
            (true, true) => {
                let Some(parent) = parent(after).filter(|_| due(before) != due(after)) else {
                    return;
                };
                let there = self.open.get(&parent.0);
                if there.is_some_and(|slot| due(&slot.state).is_some()) {
                    self.carry(parent, &Action::ReleaseChild(child), now);
                    self.take(parent, after, now);
                }
            }
        }
    }

    fn take(&mut self, parent: SuggestionId, child: &Suggestion, now: Instant) {
        match due(child) {
            Some(due_at) => {
                let child = child.id;
                let taken = Action::TakeChild(TakenFacts { child, due_at });
                self.carry(parent, &taken, now);
            }
            None => self
                .tally
                .violation(format!("第 {} 件：已并案，却没有答复时限", child.id)),
        }
    }

    fn tell_children(&mut self, before: &Suggestion, after: &Suggestion, now: Instant) {
        let led = |s: &Suggestion| s.lead().map(|a| (a.unit, a.handler));
        let is_over = after.status.is_final();
        if !is_over && led(before) == led(after) {
            return;
        }
        let waiting = before.overlays.children.iter().filter(|c| !c.is_answered);
        for id in waiting.map(|c| c.id) {
            let Some(child) = self.open.get(&id.0).map(|slot| slot.state.clone()) else {
                continue;
            };
            if !child.is_child() || (!is_over && led(&child) == led(after)) {
                continue;
            }
            let action = match after.lead() {
                Some(lead) if !is_over => Action::FollowParent(LedFacts {
                    lead: lead.unit,
                    handler: lead.handler,
                }),
                Some(_) | None => Action::Unmerge {
                    reason: format!("主件{}，恢复单独办理", after.status.label()),
                },
            };
            self.carry(id, &action, now);
        }
    }

    /// What must be possible because something happened to the other item.
    fn carry(&mut self, id: SuggestionId, action: &Action, now: Instant) {
        if !self.act_alone(id.0, &WORKER, action, now) {
            let kind = action.kind().label();
            self.tally
                .violation(format!("第 {id} 件：另一件变了，却没有{kind}"));
        }
    }

    /// Nobody is answered through an item that does not know of it, and no part is lost.
    fn hold_against_the_family(&mut self, s: &Suggestion) {
        let state = |id: SuggestionId| self.open.get(&id.0).map(|slot| &slot.state);
        let mut wrong = Vec::new();
        let parent = s.overlays.merged_into.filter(|_| s.is_child());
        if let Some(merged) = parent {
            let knows = state(merged.parent).is_some_and(|p| {
                let mut children = p.overlays.children.iter();
                children.any(|c| c.id == s.id && !c.is_answered)
                    && p.lead_unit() == s.accountable_unit
            });
            if !knows {
                wrong.push("主件没有列出这一件，或者责任单位不同");
            }
        }
        let waiting = s.overlays.children.iter().filter(|c| !c.is_answered);
        for child in waiting.filter(|_| !s.status.is_final()) {
            let is_there = state(child.id).is_some_and(|c| {
                c.is_child() && c.overlays.merged_into.map(|m| m.parent) == Some(s.id)
            });
            if !is_there {
                wrong.push("所列的并入事项没有并入这一件");
            }
        }
        for text in wrong {
            self.tally.violation(format!("第 {} 件：{text}", s.id));
        }
    }
}

fn due(s: &Suggestion) -> Option<Instant> {
    s.open_obligation(ObligationKind::Reply).map(|o| o.due_at)
}

const fn is_handled(s: &Suggestion) -> bool {
    matches!(
        s.status,
        Status::Assigned | Status::InProgress | Status::InReview
    )
}
