//! The way of an item through the house, step by step, and the moment of each step.

use chrono::Duration;
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Channel, IdentityLevel, ObligationKind, Satisfaction, Status, SuggestionKind, Track,
};
use huiyin_workflow::policy::Facts;
use huiyin_workflow::{Policy, Suggestion};

use super::clock::{evening, named_days, office, office_before, opening};
use super::material::Story;

/// What happens to an item, by people. What ends by itself is left to the workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Arrive,
    AskSupplement,
    Supplement,
    Accept,
    ProposeDecline,
    ConfirmDecline,
    Assign,
    Acknowledge,
    Support(usize),
    DraftInterim,
    SignInterim,
    /// A first draft that the head sends back.
    DraftWeak,
    ReturnDraft,
    Draft,
    SignOff,
    /// Rated by the submitter, with the query code.
    Rate,
    /// Rated in a follow-up call.
    Call,
    Note,
    Close,
    Withdraw,
}

/// The steps of a story, in order.
pub(super) fn path(story: &Story) -> Vec<Step> {
    let item = &story.item;
    let mut steps = vec![Step::Arrive];
    if item.supplement_asked.is_some() {
        steps.push(Step::AskSupplement);
        if item.supplement.is_some() {
            steps.push(Step::Supplement);
        }
    }
    match item.ends_as {
        Status::Submitted | Status::Supplementing | Status::Terminated | Status::Merged => {}
        Status::Declined => steps.extend([Step::ProposeDecline, Step::ConfirmDecline]),
        Status::Accepted => steps.push(Step::Accept),
        Status::Assigned => steps.extend([Step::Accept, Step::Assign]),
        Status::Withdrawn => {
            steps.extend([
                Step::Accept,
                Step::Assign,
                Step::Acknowledge,
                Step::Withdraw,
            ]);
        }
        Status::InProgress => steps.extend(handled(story)),
        Status::InReview => {
            steps.extend(handled(story));
            steps.push(Step::Draft);
        }
        Status::Replied | Status::Closed => {
            steps.extend(handled(story));
            if is_rewritten(story) {
                steps.extend([Step::DraftWeak, Step::ReturnDraft]);
            }
            steps.extend([Step::Draft, Step::SignOff]);
            if item.ends_as == Status::Closed {
                steps.extend(ended(story));
            }
        }
    }
    steps
}

fn handled(story: &Story) -> Vec<Step> {
    let mut steps = vec![Step::Accept, Step::Assign, Step::Acknowledge];
    if story.item.supplement_asked.is_none() && story.item.supplement.is_some() {
        steps.push(Step::Supplement);
    }
    steps.extend((0..story.supports.len()).map(Step::Support));
    if story.item.interim.is_some() {
        steps.extend([Step::DraftInterim, Step::SignInterim]);
    }
    steps
}

/// Every seventh longer reply is sent back once.
fn is_rewritten(story: &Story) -> bool {
    let item = &story.item;
    let is_slow =
        !matches!(item.kind, SuggestionKind::Inquiry) && !item.is_late && item.interim.is_none();
    is_slow && weak_text(story).is_some() && story.dice.roll(1, 7) == 0
}

/// The first sentence of a reply, if it has more.
pub(super) fn weak_text(story: &Story) -> Option<String> {
    let [point] = story.item.points.as_slice() else {
        return None;
    };
    let (first, rest) = point.reply.split_once('。')?;
    (!rest.trim().is_empty()).then(|| format!("{first}。"))
}

fn ended(story: &Story) -> Vec<Step> {
    let item = &story.item;
    let Some(rating) = &item.rating else {
        return Vec::new();
    };
    let is_restricted = item.kind == SuggestionKind::Disclosure;
    let is_called = !is_restricted
        && rating.comment.is_empty()
        && item.identity == IdentityLevel::Named
        && !item.phone.is_empty()
        && !matches!(
            item.channel,
            Channel::Web | Channel::WeChat | Channel::Email
        );
    let mut steps = vec![if is_called { Step::Call } else { Step::Rate }];
    if rating.result == Satisfaction::Dissatisfied {
        // the system does not close what somebody complained about
        steps.extend([Step::Note, Step::Close]);
    } else if story.dice.roll(2, 4) == 0 {
        steps.push(Step::Close);
    }
    steps
}

/// Where an item stands when the next step is timed.
pub(super) struct Scene<'a> {
    pub(super) story: &'a Story,
    pub(super) policy: &'a Policy,
    /// The moment of the step before.
    pub(super) before: Instant,
    /// Present state; `None` before it arrived.
    pub(super) suggestion: Option<&'a Suggestion>,
    /// This step and those after it.
    pub(super) left: &'a [Step],
    /// Nothing happens after it.
    pub(super) now: Instant,
}

impl Scene<'_> {
    /// When the next step is taken: at a plausible working moment, but early enough for all the
    /// steps after it.
    pub(super) fn moment(&self) -> Option<Instant> {
        let step = *self.left.first()?;
        let dice = self.story.dice;
        let second = Duration::seconds(dice.roll(40 + self.left.len() as u64, 59));
        let planned = self.planned(step) + second;
        if step == Step::Arrive {
            return Some(planned.min(self.now));
        }
        let (end, n) = self.end();
        let first = self.before + Duration::seconds(61);
        let room = (end - first).max(Duration::zero());
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        let slack = Duration::hours(12).min(room / n.saturating_add(1));
        let last = end - slack * n.saturating_sub(1);
        let moment = if planned <= last {
            planned
        } else {
            let calendar = &self.policy.calendar;
            let at_work = office_before(calendar, last, n.min(9), dice).map(|at| at + second);
            at_work.filter(|at| *at > first).unwrap_or(last)
        };
        Some(moment.max(first).min(self.now))
    }

    /// By when this step and how many others must be taken.
    fn end(&self) -> (Instant, usize) {
        let all = (self.now - Duration::minutes(1), self.left.len());
        let story = self.story;
        if story.item.ends_as != Status::Closed || self.left.contains(&Step::Close) {
            return all;
        }
        // the workers need the rating window, or two days, before the item closes by itself
        let (last, kind) = match story.item.rating {
            None => (Step::SignOff, ObligationKind::Rate),
            Some(_) if self.left.contains(&Step::Call) => (Step::Call, ObligationKind::Close),
            Some(_) => (Step::Rate, ObligationKind::Close),
        };
        match self.left.iter().position(|step| *step == last) {
            Some(at) => (latest_start(self.policy, story, kind, self.now), at + 1),
            None => all,
        }
    }

    fn planned(&self, step: Step) -> Instant {
        let story = self.story;
        let (dice, before) = (story.dice, self.before);
        let calendar = &self.policy.calendar;
        let desk = |salt, low, high| {
            let from = before + dice.minutes(salt, low, high);
            office(calendar, from, dice)
        };
        let day = time::local_date(before);
        match step {
            Step::Arrive => match story.item.channel {
                Channel::Web | Channel::WeChat | Channel::Email => story.received_at,
                // somebody picks up and writes down
                Channel::Phone | Channel::WalkIn => story.received_at + dice.minutes(10, 4, 15),
                Channel::Box
                | Channel::Forum
                | Channel::Talk
                | Channel::Visit
                | Channel::Survey
                | Channel::Letter
                | Channel::Request
                | Channel::External
                | Channel::Api
                | Channel::Import => {
                    office(calendar, story.received_at + dice.minutes(10, 20, 90), dice)
                }
            },
            // not queued until Monday
            Step::Accept | Step::Assign | Step::Acknowledge if story.is_urgent => {
                before + dice.minutes(11, 9, 50)
            }
            Step::DraftInterim | Step::SignInterim if story.is_urgent => {
                before + dice.minutes(12, 10, 40)
            }
            Step::AskSupplement | Step::Accept | Step::ProposeDecline => desk(13, 20, 150),
            Step::Assign => desk(14, 30, 260),
            Step::ConfirmDecline => desk(15, 60, 300),
            Step::Acknowledge => desk(16, 40, 330),
            Step::Supplement | Step::Withdraw => {
                evening(day + Duration::days(1 + dice.roll(17, 3)), dice)
            }
            Step::Support(_) => {
                opening(calendar.add_working_days(day, 1)) + dice.minutes(18, 10, 170)
            }
            Step::DraftInterim => self.draft_at(30, 15, 0),
            Step::DraftWeak => self.draft_at(40, 25, 2),
            Step::Draft => self.draft_at(50, 38, 1),
            Step::ReturnDraft => desk(19, 50, 190),
            Step::SignInterim => desk(20, 20, 120),
            Step::SignOff => desk(21, 40, 200),
            Step::Rate => evening(day + Duration::days(1 + dice.roll(22, 5)), dice),
            Step::Call | Step::Note | Step::Close => {
                opening(calendar.add_working_days(day, 1)) + dice.minutes(23, 10, 170)
            }
        }
    }

    /// A draft after so many percent of the reply limit (and up to `more` beyond), not on the last
    /// `spare` days; after the days that the reply reports on; late where the story says so.
    fn draft_at(&self, percent: i64, more: u64, spare: i64) -> Instant {
        let (story, calendar) = (self.story, &self.policy.calendar);
        let dice = story.dice;
        let earliest = self.before + Duration::minutes(30);
        let (Some(lead), Some(reply)) = (
            self.suggestion.and_then(Suggestion::lead),
            self.suggestion
                .and_then(|s| s.open_obligation(ObligationKind::Reply)),
        ) else {
            return office(calendar, earliest, dice);
        };
        let assigned_on = time::local_date(lead.assigned_at);
        let due_on = time::due_date(reply.due_at);
        let step = self.left.first().copied();
        let is_final = step == Some(Step::Draft);
        let n = calendar.working_days_between(assigned_on, due_on).max(1);
        let mut day = if story.item.is_late && is_final {
            calendar.add_working_days(due_on, 1 + dice.roll(24, 3))
        } else {
            let share = n * (percent + dice.roll(25, more)) / 100;
            calendar.add_working_days(assigned_on, share.clamp(1, (n - spare).max(1)))
        };
        if is_final {
            let texts = story.item.points.iter().map(|p| p.reply.as_str());
            let told = texts.flat_map(|text| named_days(text, assigned_on));
            let latest = if story.item.is_late { day } else { due_on };
            day = told
                .filter(|told| *told <= latest)
                .fold(day, std::cmp::Ord::max);
        }
        let from = opening(calendar.working_day_from(day)).max(earliest);
        office(calendar, from + dice.minutes(26, 0, 80), dice)
    }
}

/// The latest noon from which on what begins then is over by `now`.
fn latest_start(policy: &Policy, story: &Story, kind: ObligationKind, now: Instant) -> Instant {
    let facts = Facts {
        kind: story.item.kind,
        track: Track::Ordinary,
        channel: story.item.channel,
        is_urgent: story.is_urgent,
    };
    let noon = Duration::hours(12);
    let today = time::end_of_day(time::local_date(now)) - noon;
    (1..60)
        .map(|back| today - Duration::days(back))
        .find(|start| policy.due(kind, facts, *start).0.at <= now)
        .unwrap_or(today - Duration::days(60))
}
