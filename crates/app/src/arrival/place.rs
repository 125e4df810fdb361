//! What the mailbox says about a letter that came to it: whose it is, and what it is about.

use huiyin_core::{TopicId, UnitId};

use super::judge::Trace;
use crate::application::App;

/// Unit and topic that a mailbox stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MailPlace {
    pub(crate) unit: Option<UnitId>,
    pub(crate) topic: Option<TopicId>,
}

/// Name of an LMTP recipient as a mailbox.
pub(crate) fn lmtp_name(address: &str) -> String {
    format!("lmtp:{}", address.to_lowercase())
}

/// The address without its extension: `box+token@x` is `box@x`.
pub(crate) fn bare(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or_default();
            format!("{local}@{domain}")
        }
        None => address,
    }
}

/// The unit and the topic of a mailbox; what is not in the directory is left to the desk.
pub(super) fn of_mailbox(app: &App, mailbox: &str, trace: &mut Trace) -> MailPlace {
    let mail = &app.settings().mail;
    let visited = mail
        .incoming
        .iter()
        .find(|incoming| incoming.name() == mailbox)
        .map(|incoming| (&incoming.unit, &incoming.topic));
    let handed = || {
        mail.lmtp
            .iter()
            .flat_map(|lmtp| &lmtp.recipients)
            .find_map(|recipient| {
                (lmtp_name(&recipient.address) == mailbox)
                    .then_some((&recipient.unit, &recipient.topic))
            })
    };
    let Some((unit, topic)) = visited.or_else(handed) else {
        return MailPlace::default();
    };
    let directory = app.directory();
    let place = MailPlace {
        unit: unit.as_deref().and_then(|name| directory.unit_named(name)),
        topic: topic
            .as_deref()
            .and_then(|name| directory.topic_named(name)),
    };
    if let Some(unit) = place.unit {
        trace.note(format!(
            "邮箱：属于“{}”，登记为所涉单位",
            directory.unit_name(unit)
        ));
    }
    if let Some(topic) = place.topic {
        trace.note(format!("邮箱：类别为“{}”", directory.topic_name(topic)));
    }
    place
}
