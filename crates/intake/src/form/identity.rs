//! The fields about the person, read the same way in both forms.

use huiyin_core::text::tidy;
use huiyin_core::{Identity, IdentityLevel, Personal};

use super::contact::{parse_email, parse_phone};
use super::errors::FormErrors;

/// Longest name, in characters. Names of ethnic minorities run past twenty.
const NAME_MAX: usize = 40;
/// Longest employer, in characters.
const EMPLOYER_MAX: usize = 100;

/// What was typed about the person.
pub(super) struct IdentityFields<'a> {
    pub(super) name: &'a str,
    pub(super) phone: &'a str,
    pub(super) email: &'a str,
    pub(super) employer: &'a str,
}

/// How much must be known of somebody who is not anonymous.
#[derive(Clone, Copy)]
pub(super) enum Demand {
    /// The submitter fills in the form: 实名 means name and a contact.
    Reachable,
    /// Staff write down what they have: a signed letter may carry a name and nothing else.
    Known,
}

pub(super) fn parse_level(text: &str, errors: &mut FormErrors) -> Option<IdentityLevel> {
    let level = IdentityLevel::from_code(text.trim());
    if level.is_none() {
        errors.push("identity_level", "请选择署名方式：实名、隐名或匿名");
    }
    level
}

/// Reads the identity. For an anonymous item nothing typed is even looked at (DOMAIN 6).
pub(super) fn parse_identity(
    level: IdentityLevel,
    fields: &IdentityFields<'_>,
    demand: Demand,
    errors: &mut FormErrors,
) -> Option<Identity> {
    match level {
        IdentityLevel::Anonymous => return None,
        IdentityLevel::Named | IdentityLevel::Confidential => {}
    }
    let name = line("name", "姓名", fields.name, NAME_MAX, errors);
    let phone = given(fields.phone)
        .and_then(|typed| errors.take("phone", parse_phone(typed)))
        .map(Personal::new);
    let email = given(fields.email)
        .and_then(|typed| errors.take("email", parse_email(typed)))
        .map(Personal::new);
    let employer = line(
        "employer",
        "工作单位",
        fields.employer,
        EMPLOYER_MAX,
        errors,
    );
    // what was typed wrongly has its own message and is not reported as missing too
    let has_name = given(fields.name).is_some();
    let has_contact = given(fields.phone).is_some() || given(fields.email).is_some();
    match (level, demand) {
        (IdentityLevel::Anonymous, _) => {}
        (IdentityLevel::Named, Demand::Reachable) => {
            if !has_name {
                errors.push("name", "实名提交请填写姓名；不愿留姓名可选隐名或匿名");
            }
            if !has_contact {
                errors.push("phone", "实名提交请至少填写电话或邮箱中的一项，以便答复您");
            }
        }
        (IdentityLevel::Named, Demand::Known) => {
            if !has_name {
                errors.push("name", "实名件请填写建议人姓名");
            }
        }
        (IdentityLevel::Confidential, Demand::Reachable | Demand::Known) => {
            if !has_name && !has_contact {
                errors.push(
                    "name",
                    "隐名件请至少填写姓名、电话、邮箱中的一项；都不愿留可选匿名",
                );
            }
        }
    }
    Some(Identity {
        name,
        phone,
        email,
        employer,
    })
}

/// What was typed, unless it is only white space.
pub(super) fn given(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// An optional single line of limited length.
pub(super) fn line(
    field: &'static str,
    label: &str,
    text: &str,
    max: usize,
    errors: &mut FormErrors,
) -> Option<Personal<String>> {
    let tidied = tidy(text);
    let line = tidied.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = line.chars().count();
    if found > max {
        errors.push(field, format!("{label}最多 {max} 字，现有 {found} 字"));
    }
    (1..=max).contains(&found).then(|| Personal::new(line))
}

/// Whether a check box was ticked. Browsers send `on`; other clients send words.
pub(super) fn ticked(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "on" | "1" | "true" | "yes" | "是"
    )
}
