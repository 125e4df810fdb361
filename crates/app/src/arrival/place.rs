//! What the mailbox says about a letter that came to it: whose it is, what it is about, and which
//! campaign it answers.

use huiyin_core::time::{self, Instant};
use huiyin_core::{CampaignId, Submission, TopicId, UnitId};

use super::judge::Trace;
use crate::application::App;
use crate::campaign::{CampaignStanding, standing};

/// What a mailbox stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MailPlace {
    pub(crate) unit: Option<UnitId>,
    pub(crate) topic: Option<TopicId>,
    pub(crate) campaign: Option<CampaignId>,
}

impl MailPlace {
    pub(super) const fn mark(self, submission: &mut Submission) {
        submission.unit = self.unit;
        submission.topic = self.topic;
        submission.campaign = self.campaign;
    }
}

/// Names of unit, topic and campaign as the administrator wrote them.
#[derive(Debug, Clone, Copy, Default)]
struct Names<'s> {
    unit: Option<&'s str>,
    topic: Option<&'s str>,
    campaign: Option<&'s str>,
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

fn names_of<'s>(app: &'s App, mailbox: &str) -> Option<Names<'s>> {
    let mail = &app.settings().mail;
    let visited = mail
        .incoming
        .iter()
        .find(|incoming| incoming.name() == mailbox)
        .map(|incoming| Names {
            unit: incoming.unit.as_deref(),
            topic: incoming.topic.as_deref(),
            campaign: incoming.campaign.as_deref(),
        });
    let handed = || {
        mail.lmtp
            .iter()
            .flat_map(|lmtp| &lmtp.recipients)
            .find(|recipient| lmtp_name(&recipient.address) == mailbox)
            .map(|recipient| Names {
                unit: recipient.unit.as_deref(),
                topic: recipient.topic.as_deref(),
                campaign: recipient.campaign.as_deref(),
            })
    };
    visited.or_else(handed)
}

/// What a mailbox stands for on the day a letter arrived in it. What is not in the directory is
/// left to the desk; a campaign that does not run takes nothing, and the letter is registered all
/// the same.
pub(super) fn of_mailbox(
    app: &App,
    mailbox: &str,
    received_at: Instant,
    trace: &mut Trace,
) -> MailPlace {
    let Some(names) = names_of(app, mailbox) else {
        return MailPlace::default();
    };
    let directory = app.directory();
    let mut place = MailPlace {
        unit: names.unit.and_then(|name| directory.unit_named(name)),
        topic: names.topic.and_then(|name| directory.topic_named(name)),
        campaign: None,
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
    if let Some(code) = names.campaign {
        let standing = standing(&directory, code, time::local_date(received_at));
        if let CampaignStanding::Runs(row) = standing {
            place.campaign = Some(row.id);
            trace.note(format!("邮箱：为征集活动“{}”公布", row.campaign.name));
        } else {
            trace.note(format!("邮箱：{}", standing.words(code)));
        }
    }
    place
}
