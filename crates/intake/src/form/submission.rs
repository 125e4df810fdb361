//! The public form.

use huiyin_core::text::{Body, Title};
use huiyin_core::time::Instant;
use huiyin_core::{Byline, Channel, IdentityLevel, Intent, Submission, SuggestionKind, UnitId};

use super::errors::FormErrors;
use super::identity::{Demand, IdentityFields, given, parse_identity, parse_level, ticked};

/// The public form as typed. Field names are the names in HTML; a missing field is an empty one.
#[derive(Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct SubmissionForm {
    /// Code of an [`Intent`].
    pub intent: String,
    pub body: String,
    /// Optional; proposed from the body when empty.
    pub title: String,
    /// Id of the unit concerned, or empty.
    pub unit: String,
    /// Code of the 征集活动 from whose address the form was opened, or empty. The caller looks it
    /// up; an unknown one is no fault of the person who writes.
    pub campaign: String,
    /// Code of an [`huiyin_core::IdentityLevel`].
    pub identity_level: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub employer: String,
    /// `on` when the person agreed to the processing of personal data.
    pub consent: String,
    /// `on` when the person agreed that the answered item is published; nothing else depends on it.
    pub publish: String,
    /// `on` when it may be published under the person's name.
    pub publish_named: String,
}

/// What was typed may be anybody's name: it never reaches a log.
impl std::fmt::Debug for SubmissionForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubmissionForm(***)")
    }
}

impl SubmissionForm {
    /// Whether nothing was typed into any text field.
    pub fn is_blank(&self) -> bool {
        [
            &self.body,
            &self.title,
            &self.name,
            &self.phone,
            &self.email,
            &self.employer,
        ]
        .iter()
        .all(|text| given(text).is_none())
    }

    /// Reads the form as received on the web at that instant; attachments are added by the caller.
    ///
    /// Consent to processing is asked only where an identity is kept: 个人信息保护法 arts. 13, 14
    /// and 17 want it informed, explicit and voluntary, and an anonymous item carries no personal
    /// data to consent to.
    pub fn parse(
        &self,
        received_at: Instant,
        known_units: &dyn Fn(UnitId) -> bool,
    ) -> Result<Submission, FormErrors> {
        let mut errors = FormErrors::default();
        let intent = Intent::from_code(self.intent.trim());
        if intent.is_none() {
            errors.push(
                "intent",
                "请选择来意：我有建议、我有需求、我要咨询或我要反映",
            );
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
            level.and_then(|level| parse_identity(level, &fields, Demand::Reachable, &mut errors));
        let consented = ticked(&self.consent);
        if identity.is_some() && !consented {
            errors.push(
                "consent",
                "留下姓名或联系方式，须勾选同意《个人信息处理规则》；不同意可选匿名提交",
            );
        }
        let publish_as = self.byline(level, &mut errors);
        match (intent, title, body, level) {
            (Some(intent), Some(title), Some(body), Some(level)) if errors.is_empty() => {
                let kind: SuggestionKind = intent.presumed_kind();
                let mut submission = Submission::new(Channel::Web, kind, title, body, received_at);
                submission.intent = Some(intent);
                submission.unit = unit;
                submission.consented_at = identity.is_some().then_some(received_at);
                submission.publish_as = publish_as;
                Ok(submission.from_submitter(level, identity.unwrap_or_default()))
            }
            _ => Err(errors),
        }
    }
}

impl SubmissionForm {
    /// 公开同意 is nobody's duty, and a name appears only where one is given.
    fn byline(&self, level: Option<IdentityLevel>, errors: &mut FormErrors) -> Option<Byline> {
        let is_named = ticked(&self.publish_named);
        if !ticked(&self.publish) {
            if is_named {
                errors.push(
                    "publish",
                    "要署名公开，请先勾选同意公开；不公开的，请取消署名",
                );
            }
            return None;
        }
        if is_named && level.is_some_and(|level| level != IdentityLevel::Named) {
            errors.push("publish_named", "隐名和匿名提交的，公开时不能署名");
        }
        Some(if is_named {
            Byline::Named
        } else {
            Byline::Unnamed
        })
    }
}

/// An empty title is proposed from the body; one without a body waits for the body.
pub(super) fn parse_title(
    typed: &str,
    body: Option<&Body>,
    errors: &mut FormErrors,
) -> Option<Title> {
    match given(typed) {
        Some(typed) => errors.take("title", Title::parse(typed)),
        None => body.map(|body| Title::propose(body.as_str())),
    }
}

pub(super) fn parse_unit(
    typed: &str,
    known_units: &dyn Fn(UnitId) -> bool,
    errors: &mut FormErrors,
) -> Option<UnitId> {
    let unit = given(typed)?
        .parse::<UnitId>()
        .ok()
        .filter(|unit| known_units(*unit));
    if unit.is_none() {
        errors.push("unit", "没有这个单位，请从列表中选择，或留空");
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use huiyin_core::IdentityLevel;

    fn at() -> Instant {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn typed() -> SubmissionForm {
        SubmissionForm {
            intent: "suggest".into(),
            body: "您好，食堂素菜窗口太少，希望增加。".into(),
            identity_level: "anonymous".into(),
            ..SubmissionForm::default()
        }
    }

    fn parse(form: &SubmissionForm) -> Result<Submission, FormErrors> {
        form.parse(at(), &|unit| unit == UnitId(7))
    }

    #[test]
    fn text_and_intent_are_enough() {
        let submission = parse(&typed()).unwrap();
        assert_eq!(submission.title.as_str(), "食堂素菜窗口太少，希望增加");
        assert_eq!(submission.kind, SuggestionKind::Proposal);
        assert_eq!(submission.channel, Channel::Web);
        assert_eq!(submission.received_at, at());
        assert_eq!((submission.identity, submission.consented_at), (None, None));
    }

    #[test]
    fn publication_is_agreed_to_apart_from_everything_else() {
        let form = |level: &str, publish: &str, named: &str| SubmissionForm {
            identity_level: level.into(),
            name: "王建国".into(),
            phone: "13800005678".into(),
            consent: "on".into(),
            publish: publish.into(),
            publish_named: named.into(),
            ..typed()
        };
        let agreed = |form: &SubmissionForm| parse(form).unwrap().publish_as;
        assert_eq!(agreed(&form("named", "", "")), None);
        assert_eq!(agreed(&form("named", "yes", "")), Some(Byline::Unnamed));
        assert_eq!(agreed(&form("named", "yes", "yes")), Some(Byline::Named));
        assert_eq!(agreed(&form("anonymous", "yes", "")), Some(Byline::Unnamed));
        for level in ["anonymous", "confidential"] {
            let errors = parse(&form(level, "yes", "yes")).unwrap_err();
            let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
            assert_eq!(fields, ["publish_named"], "{level}");
        }
        let errors = parse(&form("named", "", "yes")).unwrap_err();
        assert_eq!(errors.iter().next().unwrap().field, "publish");
    }

    #[test]
    fn every_error_is_told_at_once() {
        let form = SubmissionForm {
            body: " \n\t".into(),
            title: "字".repeat(101),
            unit: "9".into(),
            identity_level: "named".into(),
            phone: "123".into(),
            ..SubmissionForm::default()
        };
        let errors = parse(&form).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(
            fields,
            [
                "intent", "body", "title", "unit", "phone", "name", "consent"
            ]
        );
        assert_eq!(errors.of("body"), Some("内容不能为空"));
    }

    #[test]
    fn anonymous_leaves_nothing_behind_even_when_typed() {
        let mut form = typed();
        form.name = "王建国".into();
        form.phone = "不是号码".into();
        form.email = "坏的".into();
        form.consent = "on".into();
        let submission = parse(&form).unwrap();
        assert_eq!(submission.identity_level, IdentityLevel::Anonymous);
        assert_eq!((submission.identity, submission.consented_at), (None, None));
    }

    #[test]
    fn named_needs_a_name_a_contact_and_consent() {
        let mut form = typed();
        form.identity_level = "named".into();
        let errors = parse(&form).unwrap_err();
        assert!(errors.of("name").is_some() && errors.of("phone").is_some());
        assert!(errors.of("consent").is_some());
        form.name = "王建国".into();
        form.phone = "+86 138 1234 5678".into();
        form.consent = "on".into();
        let submission = parse(&form).unwrap();
        let identity = submission.identity.unwrap();
        assert_eq!(identity.phone.unwrap().expose(), "13812345678");
        assert_eq!(submission.consented_at, Some(at()));
        assert_eq!(submission.identity_level, IdentityLevel::Named);
    }

    #[test]
    fn confidential_needs_some_way_to_know_the_person() {
        let mut form = typed();
        form.identity_level = "confidential".into();
        form.employer = "第三机械厂".into();
        form.consent = "on".into();
        assert!(parse(&form).unwrap_err().of("name").is_some());
        form.email = "wang@163.com".into();
        assert!(parse(&form).unwrap().identity.unwrap().name.is_none());
    }

    #[test]
    fn a_wrong_phone_is_not_also_called_missing() {
        let mut form = typed();
        form.identity_level = "named".into();
        form.name = "王建国".into();
        form.phone = "110".into();
        form.consent = "on".into();
        let errors = parse(&form).unwrap_err();
        assert_eq!(errors.iter().count(), 1);
    }

    #[test]
    fn what_was_typed_never_shows_in_a_log() {
        let mut form = typed();
        form.name = "王建国".into();
        assert!(!format!("{form:?}").contains("王建国"));
        form.identity_level = "named".into();
        assert!(!format!("{:?}", parse(&form).unwrap_err()).contains("王建国"));
    }

    #[test]
    fn a_known_unit_is_kept() {
        let mut form = typed();
        form.unit = " 7 ".into();
        assert_eq!(parse(&form).unwrap().unit, Some(UnitId(7)));
        form.unit = "七".into();
        assert!(parse(&form).unwrap_err().of("unit").is_some());
    }
}
