//! What the rules propose for one suggestion.

use chrono::NaiveDate;
use huiyin_core::{CampaignId, Channel, TopicId, UnitId, time};
use huiyin_workflow::Suggestion;
use huiyin_workflow::routing::{CampaignFact, Routing, RoutingFacts, TopicFact, route};

use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;

/// What is known of a suggestion. The identity is not asked: where somebody works would show
/// through the proposal to a clerk who has not opened the vault.
pub(super) struct Known<'a> {
    pub(super) channel: Channel,
    pub(super) topic: Option<TopicId>,
    pub(super) campaign: Option<CampaignId>,
    pub(super) chosen: Option<UnitId>,
    pub(super) text: &'a str,
    /// 举报: the unit that it names is most likely the accused, and must not be proposed.
    pub(super) is_restricted: bool,
}

pub(super) fn facts(directory: &Directory, on: NaiveDate, known: &Known<'_>) -> RoutingFacts {
    let mut topics: Vec<TopicFact> = Vec::new();
    let mut next = known.topic;
    while let Some(topic) = next.and_then(|id| directory.topic(id)) {
        if topics.iter().any(|known| known.id == topic.id) {
            break;
        }
        topics.push(TopicFact {
            id: topic.id,
            name: topic.name.clone(),
        });
        next = topic.parent;
    }
    RoutingFacts {
        on,
        channel: known.channel,
        topics,
        campaign: known
            .campaign
            .and_then(|id| directory.campaign(id))
            .map(|row| CampaignFact {
                id: row.id,
                name: row.campaign.name.clone(),
            }),
        concerned: if known.is_restricted {
            Vec::new()
        } else {
            directory.routing_units.concerned(known.chosen, known.text)
        },
    }
}

/// Proposes the lead unit by the rules in force today.
pub(crate) async fn propose(app: &App, suggestion: &Suggestion) -> Result<Routing, AppError> {
    let read = app.store().read();
    let submission = read.submission(suggestion.id).await?;
    let submission = submission.ok_or(AppError::NotFound)?;
    let mut text = format!("{}\n{}", submission.title, submission.body);
    for supplement in read.supplements(suggestion.id).await? {
        text.push('\n');
        text.push_str(&supplement.body);
    }
    let directory = app.directory();
    let known = Known {
        channel: suggestion.channel,
        topic: suggestion.topic,
        campaign: submission.campaign,
        chosen: submission.unit,
        text: &text,
        is_restricted: suggestion.is_restricted,
    };
    let facts = facts(&directory, time::local_date(app.now()), &known);
    let (rules, units) = (&directory.routing, &directory.routing_units);
    Ok(route(rules, units, suggestion.desk, &facts))
}
