//! How many letters come on a day, at what hour, and of what kind.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Weekday};
use huiyin_core::text::{Body, Title};
use huiyin_core::time::{self, Instant};
use huiyin_core::{Channel, Identity, IdentityLevel, Personal, Submission, SuggestionKind};
use huiyin_workflow::calendar::WorkCalendar;

use super::dice::Dice;
use crate::failure::Failure;

/// Letters of a day. A Monday brings more, a rest day a third, and the first working day after a
/// long holiday what people had to say meanwhile.
pub(super) fn count(day: NaiveDate, per_day: u64, calendar: &WorkCalendar, dice: &mut Dice) -> u64 {
    let rested = (1..=7_i64)
        .take_while(|n| !calendar.is_working_day(day - Duration::days(*n)))
        .count();
    let percent = match (calendar.is_working_day(day), rested) {
        (false, 0..=2) => 35,
        (false, _) => 20,
        (true, 3..) => 160,
        (true, _) if day.weekday() == Weekday::Mon => 120,
        (true, _) => 100,
    };
    // within a fifth of what is usual
    let usual = per_day.saturating_mul(percent) / 100;
    let spread = usual / 5;
    (usual - spread).saturating_add(dice.below(spread.saturating_mul(2).saturating_add(1)))
}

/// What comes in: kinds and channels as often as a union sees them.
pub(super) fn letter(day: NaiveDate, dice: &mut Dice) -> Result<Letter, Failure> {
    use SuggestionKind::{
        Complaint, Disclosure, HelpRequest, Improvement, Inquiry, Petition, Praise, Proposal,
    };
    let kinds = vec![
        (300, Proposal),
        (60, Improvement),
        (220, Inquiry),
        (220, HelpRequest),
        (120, Complaint),
        (20, Disclosure),
        (20, Praise),
        (40, Petition),
    ];
    let channels = vec![
        (450, Channel::Web),
        (250, Channel::Email),
        (150, Channel::Phone),
        (40, Channel::Box),
        (30, Channel::Forum),
        (40, Channel::Visit),
        (40, Channel::External),
    ];
    let kind = dice.weigh(kinds).unwrap_or(Proposal);
    let channel = dice.weigh(channels).unwrap_or(Channel::Web);
    let received_at = time::at_local(day, hour(channel, dice));
    let bad = |e| Failure::caused("模拟的来件写得不对", e);
    let mut submission = Submission::new(
        channel,
        kind,
        Title::parse("模拟来件").map_err(bad)?,
        Body::parse("内容", "模拟的内容，只用来检验办理过程。").map_err(bad)?,
        received_at,
    );
    if dice.chance(600) {
        let level = if dice.chance(700) {
            IdentityLevel::Named
        } else {
            IdentityLevel::Confidential
        };
        let identity = Identity {
            phone: Some(Personal::new("13800000000".to_owned())),
            ..Identity::default()
        };
        submission = submission.from_submitter(level, identity);
    }
    if channel == Channel::External {
        let days = dice.between(2, 20);
        submission.external_due_at = Some(time::end_of_day(day) + Duration::days(days));
    }
    // paper lies a few hours until somebody registers it
    let is_paper = matches!(channel, Channel::Box | Channel::Forum | Channel::Visit);
    let delay = if is_paper { dice.between(0, 8 * 60) } else { 0 };
    Ok(Letter {
        at: received_at + Duration::minutes(delay),
        submission,
        is_urgent: dice.chance(8),
    })
}

pub(super) struct Letter {
    /// When it is registered.
    pub(super) at: Instant,
    pub(super) submission: Submission,
    pub(super) is_urgent: bool,
}

/// People write at any hour; what staff registers comes in office hours.
fn hour(channel: Channel, dice: &mut Dice) -> NaiveTime {
    let minutes = if matches!(channel, Channel::Web | Channel::Email) {
        dice.between(0, 24 * 60 - 1)
    } else {
        dice.between(9 * 60, 17 * 60)
    };
    let seconds = u32::try_from(minutes).unwrap_or(0).saturating_mul(60);
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN)
}
