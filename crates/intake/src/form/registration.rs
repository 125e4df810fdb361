//! The form with which staff write down a call, a letter, a visit or an opened box.

use chrono::{NaiveDate, NaiveTime};
use huiyin_core::text::{Body, tidy};
use huiyin_core::time::{Instant, at_local, end_of_day, local_date};
use huiyin_core::{Channel, Personal, Submission, SuggestionKind, UnitId};

use super::errors::FormErrors;
use super::identity::{Demand, IdentityFields, given, line, parse_identity, parse_level, ticked};
use super::submission::{parse_title, parse_unit};
use crate::width::fold_width;

/// Channels that a person writes down. Web, mail and the rest register themselves.
pub const REGISTRATION_CHANNELS: &[Channel] = &[
    Channel::Phone,
    Channel::Letter,
    Channel::WalkIn,
    Channel::Box,
    Channel::Visit,
    Channel::Talk,
    Channel::Forum,
    Channel::Survey,
    Channel::Request,
    Channel::External,
];

const ON_BEHALF_MAX: usize = 100;
const EXTERNAL_NO_MAX: usize = 64;

/// The registration form as typed. Dates are `2026-09-25`, times `14:03`, both in China.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct RegistrationForm {
    pub channel: String,
    /// Empty: today.
    pub received_on: String,
    /// Empty: now if it was received today, else the start of that day.
    pub received_time: String,
    pub kind: String,
    pub body: String,
    pub title: String,
    pub unit: String,
    pub identity_level: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub employer: String,
    /// Whom the submitter speaks for, e.g. 二车间全体职工.
    pub on_behalf_of: String,
    /// Number given by another system (12345, 民意网).
    pub external_no: String,
    /// Due date set by the other system, inclusive.
    pub external_due_on: String,
    /// `on` when the person was told how personal data are processed and agreed.
    pub consent: String,
}

/// What was typed may be anybody's name: it never reaches a log.
impl std::fmt::Debug for RegistrationForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RegistrationForm(***)")
    }
}

/// A valid registration; `registered_by` and attachments are added by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub submission: Submission,
    pub on_behalf_of: Option<Personal<String>>,
}

impl RegistrationForm {
    /// Reads the form. `received_at` may lie in the past (a letter from Friday), never in the
    /// future.
    ///
    /// Consent is recorded, not demanded: a letter cannot be asked, and every arrival is
    /// registered (DOMAIN 5).
    pub fn parse(
        &self,
        now: Instant,
        known_units: &dyn Fn(UnitId) -> bool,
    ) -> Result<Registration, FormErrors> {
        let mut errors = FormErrors::default();
        let channel = Channel::from_code(self.channel.trim())
            .filter(|channel| REGISTRATION_CHANNELS.contains(channel));
        if channel.is_none() {
            errors.push("channel", "请选择来件渠道");
        }
        let received_at = self.parse_received(now, &mut errors);
        let kind = SuggestionKind::from_code(self.kind.trim());
        if kind.is_none() {
            errors.push("kind", "请选择件类");
        }
        let body = errors.take("body", Body::parse("内容", &self.body));
        let title = parse_title(&self.title, body.as_ref(), &mut errors);
        let unit = parse_unit(&self.unit, known_units, &mut errors);
        let level = parse_level(&self.identity_level, &mut errors);
        let fields = IdentityFields {
            name: &self.name,
            phone: &self.phone,
            email: &self.email,
            employer: &self.employer,
        };
        let identity =
            level.and_then(|level| parse_identity(level, &fields, Demand::Known, &mut errors));
        let on_behalf_of = line(
            "on_behalf_of",
            "代表何人",
            &self.on_behalf_of,
            ON_BEHALF_MAX,
            &mut errors,
        );
        let external_no = parse_external_no(&self.external_no, &mut errors);
        let external_due_at = self.parse_external_due(received_at, &mut errors);
        match (channel, received_at, kind, title, body, level) {
            (
                Some(channel),
                Some(received_at),
                Some(kind),
                Some(title),
                Some(body),
                Some(level),
            ) if errors.is_empty() => {
                let mut submission = Submission::new(channel, kind, title, body, received_at);
                submission.unit = unit;
                submission.external_no = external_no;
                submission.external_due_at = external_due_at;
                let consented = identity.is_some() && ticked(&self.consent);
                submission.consented_at = consented.then_some(now);
                Ok(Registration {
                    submission: submission.from_submitter(level, identity.unwrap_or_default()),
                    on_behalf_of,
                })
            }
            _ => Err(errors),
        }
    }

    fn parse_received(&self, now: Instant, errors: &mut FormErrors) -> Option<Instant> {
        let today = local_date(now);
        let day = match given(&self.received_on) {
            None => Some(today),
            Some(typed) => parse_day(typed),
        };
        let Some(day) = day else {
            errors.push("received_on", "来件日期不对，请按 2026-09-25 的样子填写");
            return None;
        };
        // a year typed as 0206 or 1026 is a slip, and it would make everything overdue
        if NaiveDate::from_ymd_opt(1949, 10, 1).is_none_or(|first| day < first) {
            errors.push("received_on", "来件日期过早，请核对年份");
            return None;
        }
        if day > today {
            errors.push("received_on", "来件日期不能晚于今天");
            return None;
        }
        let at = match given(&self.received_time) {
            None if day == today => now,
            None => at_local(day, NaiveTime::MIN),
            Some(typed) => match parse_time(typed) {
                Some(time) => at_local(day, time),
                None => {
                    errors.push("received_time", "来件时间不对，请按 14:03 的样子填写");
                    return None;
                }
            },
        };
        if at > now {
            errors.push("received_time", "来件时间不能晚于现在");
            return None;
        }
        Some(at)
    }

    fn parse_external_due(
        &self,
        received_at: Option<Instant>,
        errors: &mut FormErrors,
    ) -> Option<Instant> {
        let typed = given(&self.external_due_on)?;
        let Some(day) = parse_day(typed) else {
            errors.push(
                "external_due_on",
                "转办时限不对，请按 2026-09-25 的样子填写",
            );
            return None;
        };
        if received_at.is_some_and(|at| day < local_date(at)) {
            errors.push("external_due_on", "转办时限不能早于来件日期");
            return None;
        }
        Some(end_of_day(day))
    }
}

fn parse_day(typed: &str) -> Option<NaiveDate> {
    let folded = fold_width(typed).replace(['/', '.'], "-");
    NaiveDate::parse_from_str(folded.trim(), "%Y-%m-%d").ok()
}

fn parse_time(typed: &str) -> Option<NaiveTime> {
    let folded = fold_width(typed);
    let text = folded.trim();
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .ok()
}

fn parse_external_no(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let tidied = tidy(typed);
    let no = tidied.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = no.chars().count();
    if found > EXTERNAL_NO_MAX {
        errors.push(
            "external_no",
            format!("外部编号最多 {EXTERNAL_NO_MAX} 字，现有 {found} 字"),
        );
    }
    (1..=EXTERNAL_NO_MAX).contains(&found).then_some(no)
}

#[cfg(test)]
mod tests {
    use super::*;
    use huiyin_core::IdentityLevel;
    use huiyin_core::time::minute;

    /// 2026-09-25 14:03:20 in China.
    fn now() -> Instant {
        at_local(
            NaiveDate::from_ymd_opt(2026, 9, 25).unwrap(),
            NaiveTime::from_hms_opt(14, 3, 20).unwrap(),
        )
    }

    fn typed() -> RegistrationForm {
        RegistrationForm {
            channel: "phone".into(),
            kind: "help_request".into(),
            body: "女职工想申请困难帮扶。".into(),
            identity_level: "named".into(),
            name: "李红".into(),
            ..RegistrationForm::default()
        }
    }

    fn parse(form: &RegistrationForm) -> Result<Registration, FormErrors> {
        form.parse(now(), &|_| true)
    }

    #[test]
    fn a_call_needs_little_typing() {
        let registration = parse(&typed()).unwrap();
        assert_eq!(registration.submission.received_at, now());
        assert_eq!(registration.submission.identity_level, IdentityLevel::Named);
        assert_eq!(registration.submission.consented_at, None);
        assert_eq!(registration.on_behalf_of, None);
    }

    #[test]
    fn a_letter_from_friday_keeps_its_day() {
        let check = |day: &str, time: &str, expect: &str| {
            let form = RegistrationForm {
                received_on: day.into(),
                received_time: time.into(),
                ..typed()
            };
            assert_eq!(minute(parse(&form).unwrap().submission.received_at), expect);
        };
        check("2026-09-18", "", "2026-09-18 00:00");
        check("2026-09-18", "16:40", "2026-09-18 16:40");
        check("2026/9/18", "１６：４０", "2026-09-18 16:40");
        check("2026-09-25", "14:03", "2026-09-25 14:03");
    }

    #[test]
    fn nothing_arrives_in_the_future() {
        let check = |day: &str, time: &str, field: &str| {
            let form = RegistrationForm {
                received_on: day.into(),
                received_time: time.into(),
                ..typed()
            };
            assert!(
                parse(&form).unwrap_err().of(field).is_some(),
                "{day} {time}"
            );
        };
        check("2026-09-26", "", "received_on");
        check("2026-09-25", "14:04", "received_time");
        check("0206-09-25", "", "received_on");
        check("2026-02-30", "", "received_on");
        check("2021129", "", "received_on");
        check("2026-09-20", "25:00", "received_time");
    }

    #[test]
    fn an_external_item_carries_number_and_inclusive_due_day() {
        let form = RegistrationForm {
            channel: "external".into(),
            external_no: " DL2026-00123 ".into(),
            external_due_on: "2026-09-30".into(),
            on_behalf_of: "二车间全体职工".into(),
            ..typed()
        };
        let registration = parse(&form).unwrap();
        let submission = registration.submission;
        assert_eq!(submission.external_no.as_deref(), Some("DL2026-00123"));
        assert_eq!(
            minute(submission.external_due_at.unwrap()),
            "2026-10-01 00:00"
        );
        assert_eq!(
            registration.on_behalf_of.unwrap().expose(),
            "二车间全体职工"
        );
        let early = RegistrationForm {
            external_due_on: "2026-09-01".into(),
            ..form
        };
        assert!(parse(&early).unwrap_err().of("external_due_on").is_some());
    }

    #[test]
    fn channels_that_register_themselves_are_refused() {
        for channel in Channel::ALL {
            let form = RegistrationForm {
                channel: channel.code().into(),
                ..typed()
            };
            assert_eq!(
                parse(&form).is_ok(),
                REGISTRATION_CHANNELS.contains(channel),
                "{channel}"
            );
        }
    }

    #[test]
    fn an_unsigned_letter_is_anonymous() {
        let form = RegistrationForm {
            identity_level: "anonymous".into(),
            ..typed()
        };
        assert_eq!(parse(&form).unwrap().submission.identity, None);
    }
}
