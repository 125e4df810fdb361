//! From values to rows.

use huiyin_core::{Digest, SuggestionId};
use huiyin_workflow::Suggestion;
use huiyin_workflow::overlay::Overlays;
use huiyin_workflow::suggestion::{Assignment, Point, Rating, Reply};
use huiyin_workflow::{Obligation, ObligationEnd};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::code;
use crate::entity::{
    Words, assignment, obligation, point, rating, reply, reply_point, suggestion_row,
};
use crate::error::StoreError;

/// The columns of the row that events can change.
pub(crate) fn suggestion_columns(
    s: &Suggestion,
    head_hash: Digest,
) -> Result<suggestion_row::ActiveModel, StoreError> {
    let next = s.next_due();
    Ok(suggestion_row::ActiveModel {
        revision: Set(s.revision),
        status: Set(s.status.code().to_owned()),
        is_open: Set(!s.status.is_final()),
        kind: Set(s.kind.code().to_owned()),
        track: Set(s.track.code().to_owned()),
        channel: Set(s.channel.code().to_owned()),
        intent: Set(s.intent.map(|i| i.code().to_owned())),
        identity_level: Set(s.identity_level.code().to_owned()),
        topic_id: Set(s.topic.map(|t| t.0)),
        received_at: Set(s.received_at),
        registered_at: Set(s.registered_at),
        external_due_at: Set(s.external_due_at),
        is_restricted: Set(s.is_restricted),
        is_urgent: Set(s.is_urgent),
        round: Set(s.round),
        desk_unit_id: Set(s.desk.0),
        accountable_unit_id: Set(s.accountable_unit.map(|u| u.0)),
        lead_unit_id: Set(s.lead_unit().map(|u| u.0)),
        next_due_at: Set(next.map(|o| o.due_at)),
        next_due_kind: Set(next.map(|o| o.kind.code().to_owned())),
        supplement_asked: Set(s.supplement_asked),
        decline: Set(s.decline.as_ref().map(code::to_json).transpose()?),
        closure: Set(s.closure.as_ref().map(code::to_json).transpose()?),
        closed_at: Set(s.closed_at),
        overlays: Set(overlays(s)?),
        parent_id: Set(s.overlays.merged_into.map(|m| m.parent.0)),
        head_hash: Set(head_hash.as_bytes().to_vec()),
        id: NotSet,
        ticket_no: NotSet,
        ticket_series: NotSet,
        ticket_year: NotSet,
        ticket_seq: NotSet,
        lookup_digest: NotSet,
        title: NotSet,
        registered_by_id: NotSet,
        external_no: NotSet,
    })
}

/// Nothing for most items: a row without overlays stays as small as it was.
fn overlays(s: &Suggestion) -> Result<Option<String>, StoreError> {
    (s.overlays != Overlays::default())
        .then(|| code::to_json(&s.overlays))
        .transpose()
}

pub(super) fn point_row(id: SuggestionId, p: &Point) -> point::ActiveModel {
    point::ActiveModel {
        suggestion_id: Set(id.0),
        no: Set(p.no.0),
        summary: Set(Words(p.summary.clone())),
    }
}

pub(super) fn assignment_row(id: SuggestionId, a: &Assignment) -> assignment::ActiveModel {
    assignment::ActiveModel {
        suggestion_id: Set(id.0),
        no: Set(a.no),
        round: Set(a.round),
        unit_id: Set(a.unit.0),
        role: Set(a.role.code().to_owned()),
        assigned_at: Set(a.assigned_at),
        due_at: Set(a.due_at),
        acknowledged_at: Set(a.acknowledged_at),
        handler_id: Set(a.handler.map(|h| h.0)),
        is_current: Set(a.is_current),
    }
}

pub(super) fn obligation_row(
    id: SuggestionId,
    o: &Obligation,
) -> Result<obligation::ActiveModel, StoreError> {
    let (ended_at, how): (_, Option<ObligationEnd>) = o.ended.unzip();
    Ok(obligation::ActiveModel {
        suggestion_id: Set(id.0),
        no: Set(o.no),
        kind: Set(o.kind.code().to_owned()),
        unit_id: Set(o.unit.0),
        round: Set(o.round),
        opened_at: Set(o.opened_at),
        due_at: Set(o.due_at),
        basis: Set(code::to_json(&o.basis)?),
        ended_at: Set(ended_at),
        ended_how: Set(how.map(|how| code::end_code(how).to_owned())),
    })
}

pub(super) fn reply_row(id: SuggestionId, r: &Reply) -> Result<reply::ActiveModel, StoreError> {
    Ok(reply::ActiveModel {
        suggestion_id: Set(id.0),
        no: Set(r.no),
        round: Set(r.round),
        state: Set(code::reply_state_code(r.state).to_owned()),
        kind: Set(r.content.kind.code().to_owned()),
        outcome: Set(r.content.outcome.as_ref().map(code::to_json).transpose()?),
        drafted_at: Set(r.drafted_at),
        drafted_by_id: Set(r.drafted_by.map(|a| a.0)),
        signed_by_id: Set(r.signed_by.map(|a| a.0)),
        issued_at: Set(r.issued_at),
    })
}

pub(super) fn reply_point_rows(id: SuggestionId, r: &Reply) -> Vec<reply_point::ActiveModel> {
    (1..)
        .zip(&r.content.points)
        .map(|(position, p)| reply_point::ActiveModel {
            suggestion_id: Set(id.0),
            reply_no: Set(r.no),
            position: Set(position),
            point_no: Set(p.point.0),
            text: Set(Words(p.text.clone())),
        })
        .collect()
}

/// Without the comment: the submitter's words come by a way of their own.
pub(super) fn rating_row(id: SuggestionId, no: i64, r: &Rating) -> rating::ActiveModel {
    rating::ActiveModel {
        suggestion_id: Set(id.0),
        no: Set(no),
        round: Set(r.round),
        result: Set(r.result.code().to_owned()),
        attitude: Set(r.attitude.code().to_owned()),
        speed: Set(r.speed.code().to_owned()),
        rated_at: Set(r.rated_at),
        comment: NotSet,
        salt: NotSet,
    }
}
