//! The data that decisions depend on: calendar, time rules, settings. Loaded by the application,
//! versioned, never read from the environment here.

use chrono::NaiveDate;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Channel, LimitUnit, ObligationKind, SuggestionKind, Track, UnitId};

use crate::calendar::{Due, DueSettings, UnitCalendars, WorkCalendar};
use crate::obligation::{DueBasis, FALLBACK_VERSION, OpenObligation};
use crate::suggestion::Suggestion;
use crate::time_limit::TimeLimit;
use crate::time_rule::{RuleQuery, TimeRules};

/// What the engine needs to know beside the suggestion itself.
#[derive(Debug, Clone)]
pub struct Policy {
    /// 分办台: fallback owner of everything that no unit leads.
    pub desk: UnitId,
    pub rules: TimeRules,
    /// The calendar of the installation; a unit with closures of its own counts by
    /// [`Policy::calendar_for`].
    pub calendar: WorkCalendar,
    pub unit_calendars: UnitCalendars,
    pub due: DueSettings,
    pub limits: ProcedureLimits,
}

/// 程序性期限: until when something may be asked for, and for how long at the most. Defaults of
/// DOMAIN 3 and 5; an installation's own stand in `config/seed/settings.toml`, `[[limit]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcedureLimits {
    /// 退回, from the assignment.
    pub send_back: TimeLimit,
    /// 延期, from the old due date.
    pub extension: TimeLimit,
    /// 延期 of a 信访 item (《信访工作条例》: 不超过30日).
    pub petition_extension: TimeLimit,
    /// 信访 不予受理告知, at the latest from the registration (《信访工作条例》: 15日).
    pub petition_decline: TimeLimit,
    /// 挂账, until the review.
    pub shelve_review: TimeLimit,
    /// The conclusion of a 重大 improvement, from the assignment.
    pub improvement_major: TimeLimit,
    /// 评审意见 that an improvement needs before it is answered.
    pub assessments: u8,
    /// Whether the accept clock starts anew after 补正 instead of going on.
    pub restart_after_supplement: bool,
}

impl Default for ProcedureLimits {
    fn default() -> Self {
        Self {
            send_back: TimeLimit::working_days(2),
            extension: TimeLimit::working_days(10),
            petition_extension: TimeLimit::days(30),
            petition_decline: TimeLimit::days(15),
            shelve_review: TimeLimit::months(3),
            improvement_major: TimeLimit::months(3),
            assessments: 1,
            restart_after_supplement: false,
        }
    }
}

impl ProcedureLimits {
    /// The longest extension on a track: 信访 up to 30 日 (《信访工作条例》第三十四条), otherwise up to
    /// 10 工作日, unless the installation says otherwise.
    pub const fn longest_extension(&self, track: Track) -> TimeLimit {
        match track {
            Track::Petition => self.petition_extension,
            Track::Ordinary | Track::Improvement => self.extension,
        }
    }
}

/// What a time rule is chosen by.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    pub kind: SuggestionKind,
    pub track: Track,
    pub channel: Channel,
    pub is_urgent: bool,
}

impl From<&Suggestion> for Facts {
    fn from(s: &Suggestion) -> Self {
        Self {
            kind: s.kind,
            track: s.track,
            channel: s.channel,
            is_urgent: s.is_urgent,
        }
    }
}

impl Policy {
    /// The limit for an obligation and the name of the rule it comes from. A missing rule never
    /// leaves an obligation without a due time: then one working day applies and says so.
    pub fn limit(
        &self,
        obligation: ObligationKind,
        facts: Facts,
        on: NaiveDate,
    ) -> (TimeLimit, String) {
        let query = RuleQuery {
            obligation,
            kind: facts.kind,
            track: facts.track,
            channel: facts.channel,
            urgent: facts.is_urgent,
            on,
        };
        match self.rules.find(&query) {
            Some(rule) => (rule.limit, format!("{}@{}", rule.code, rule.version)),
            None => match without_rule(obligation) {
                Some(limit) => (limit, format!("{}@shipped", obligation.code())),
                None => (
                    TimeLimit {
                        amount: 1,
                        unit: LimitUnit::WorkingDay,
                    },
                    format!("{}@{FALLBACK_VERSION}", obligation.code()),
                ),
            },
        }
    }

    /// The calendar by which what a unit owes is counted.
    pub fn calendar_for(&self, unit: UnitId) -> &WorkCalendar {
        self.unit_calendars.of(unit).unwrap_or(&self.calendar)
    }

    /// As [`Policy::calendar_for`]; the calendar of the installation where nobody owes anything.
    pub fn calendar_of(&self, unit: Option<UnitId>) -> &WorkCalendar {
        unit.map_or(&self.calendar, |unit| self.calendar_for(unit))
    }

    /// As [`Policy::due`], counted by the calendar of the unit that will owe it.
    pub fn due_for(
        &self,
        unit: UnitId,
        obligation: ObligationKind,
        facts: Facts,
        start: Instant,
    ) -> (Due, String) {
        let (limit, rule) = self.limit(obligation, facts, time::local_date(start));
        let due = self.calendar_for(unit).due(start, limit, &self.due);
        (due, rule)
    }

    /// The due time of an obligation that starts now and whose unit is not known yet.
    pub fn due(&self, obligation: ObligationKind, facts: Facts, start: Instant) -> (Due, String) {
        let (limit, rule) = self.limit(obligation, facts, time::local_date(start));
        (self.calendar.due(start, limit, &self.due), rule)
    }

    /// Opens an obligation for a unit, starting now.
    pub(crate) fn open(
        &self,
        kind: ObligationKind,
        unit: UnitId,
        facts: Facts,
        start: Instant,
    ) -> OpenObligation {
        let (due, rule) = self.due_for(unit, kind, facts, start);
        opened(kind, unit, &due, rule)
    }
}

/// What holds in a database that was seeded before there were rules for it: one working day would
/// take a right away that the law gives (《信访工作条例》), or ask for an effect that nobody can see yet.
const fn without_rule(obligation: ObligationKind) -> Option<TimeLimit> {
    match obligation {
        ObligationKind::TellAcceptance => Some(TimeLimit::days(15)),
        ObligationKind::ReviewWindow | ObligationKind::DecideReview => Some(TimeLimit::days(30)),
        ObligationKind::EffectReport => Some(TimeLimit::months(12)),
        ObligationKind::Acknowledge
        | ObligationKind::Accept
        | ObligationKind::Supplement
        | ObligationKind::TellDecline
        | ObligationKind::Assign
        | ObligationKind::Rule
        | ObligationKind::Reply
        | ObligationKind::SupportOpinion
        | ObligationKind::SignOff
        | ObligationKind::FollowUp
        | ObligationKind::Rate
        | ObligationKind::Close
        | ObligationKind::Commitment
        | ObligationKind::ConfirmSupport
        | ObligationKind::DecideMerge
        | ObligationKind::DecideExtension
        | ObligationKind::DecideTermination
        | ObligationKind::DecideExclusion
        | ObligationKind::Supervision
        | ObligationKind::Directive
        | ObligationKind::ShelveReview
        | ObligationKind::AssignReview
        | ObligationKind::DecideAward => None,
    }
}

pub(crate) fn opened(
    kind: ObligationKind,
    unit: UnitId,
    due: &Due,
    rule: String,
) -> OpenObligation {
    OpenObligation {
        kind,
        unit,
        due_at: due.at,
        basis: DueBasis {
            start: due.start,
            limit: due.limit,
            rule,
            calendar_version: due.calendar_version.clone(),
            provisional: due.provisional,
            note: None,
        },
    }
}

/// Why another system's due time counts.
pub(crate) const EXTERNAL: &str = "转办件的办结时限更早，以其为准";

/// The earlier of the own and another system's due time (DOMAIN 3, external item).
pub(crate) fn cap(mut open: OpenObligation, at: Option<Instant>, note: &str) -> OpenObligation {
    if let Some(at) = at
        && at < open.due_at
    {
        open.due_at = at;
        open.basis.note = Some(match open.basis.note.take() {
            Some(earlier) => format!("{earlier}；{note}"),
            None => note.to_owned(),
        });
    }
    open
}
