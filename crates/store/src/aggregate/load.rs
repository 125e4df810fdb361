//! From rows to values.

use std::collections::HashMap;

use huiyin_core::{
    AccountId, AssignmentRole, Channel, Digest, IdentityLevel, Intent, ObligationKind, PointNo,
    ReplyKind, Satisfaction, Status, SuggestionId, SuggestionKind, TicketNo, TopicId, Track,
    UnitId,
};
use huiyin_workflow::suggestion::{Assignment, Point, PointReply, Rating, Reply, ReplyContent};
use huiyin_workflow::{Obligation, Suggestion};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::code;
use crate::entity::{assignment, obligation, point, rating, reply, reply_point, suggestion_row};
use crate::error::StoreError;

/// Whether the row is about to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    ForUpdate,
    No,
}

/// Loads one suggestion with all its parts, and the hash of its newest event.
pub(crate) async fn load_one(
    conn: &impl ConnectionTrait,
    id: SuggestionId,
    lock: Lock,
) -> Result<Option<(Suggestion, Digest)>, StoreError> {
    let mut query = suggestion_row::Entity::find_by_id(id.0);
    if lock == Lock::ForUpdate {
        // SQLite has no row locks and needs none: there is one writer
        query = query.lock_exclusive();
    }
    let Some(row) = query.one(conn).await? else {
        return Ok(None);
    };
    let mut parts = Parts::load(conn, &[id.0]).await?;
    let head = code::digest("suggestion.head_hash", &row.head_hash)?;
    Ok(Some((parts.assemble(row)?, head)))
}

/// Loads many, ascending by id; ids that do not exist are left out.
pub(crate) async fn load_many(
    conn: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<Vec<Suggestion>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = suggestion_row::Entity::find()
        .filter(suggestion_row::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(suggestion_row::Column::Id)
        .all(conn)
        .await?;
    let mut parts = Parts::load(conn, ids).await?;
    rows.into_iter().map(|row| parts.assemble(row)).collect()
}

/// The parts of some suggestions, by suggestion, in their order.
struct Parts {
    points: HashMap<i64, Vec<Point>>,
    assignments: HashMap<i64, Vec<Assignment>>,
    obligations: HashMap<i64, Vec<Obligation>>,
    replies: HashMap<i64, Vec<Reply>>,
    ratings: HashMap<i64, Vec<Rating>>,
}

macro_rules! rows_of {
    ($entity:ident, $conn:expr, $ids:expr, $($order:ident),+) => {
        $entity::Entity::find()
            .filter($entity::Column::SuggestionId.is_in($ids.iter().copied()))
            $(.order_by_asc($entity::Column::$order))+
            .all($conn)
            .await?
    };
}

impl Parts {
    async fn load(conn: &impl ConnectionTrait, ids: &[i64]) -> Result<Self, StoreError> {
        let mut parts = Self {
            points: HashMap::new(),
            assignments: HashMap::new(),
            obligations: HashMap::new(),
            replies: HashMap::new(),
            ratings: HashMap::new(),
        };
        for row in rows_of!(point, conn, ids, SuggestionId, No) {
            parts
                .points
                .entry(row.suggestion_id)
                .or_default()
                .push(Point {
                    no: PointNo(row.no),
                    summary: row.summary.0,
                });
        }
        for row in rows_of!(assignment, conn, ids, SuggestionId, No) {
            let id = row.suggestion_id;
            parts
                .assignments
                .entry(id)
                .or_default()
                .push(read_assignment(row)?);
        }
        for row in rows_of!(obligation, conn, ids, SuggestionId, No) {
            let id = row.suggestion_id;
            parts
                .obligations
                .entry(id)
                .or_default()
                .push(read_obligation(row)?);
        }
        for row in rows_of!(rating, conn, ids, SuggestionId, No) {
            parts
                .ratings
                .entry(row.suggestion_id)
                .or_default()
                .push(Rating {
                    round: row.round,
                    result: code::read("rating.result", &row.result, Satisfaction::from_code)?,
                    attitude: code::read(
                        "rating.attitude",
                        &row.attitude,
                        Satisfaction::from_code,
                    )?,
                    speed: code::read("rating.speed", &row.speed, Satisfaction::from_code)?,
                    rated_at: row.rated_at,
                });
        }
        parts.load_replies(conn, ids).await?;
        Ok(parts)
    }

    async fn load_replies(
        &mut self,
        conn: &impl ConnectionTrait,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let replies = rows_of!(reply, conn, ids, SuggestionId, No);
        if replies.is_empty() {
            return Ok(());
        }
        let mut texts: HashMap<(i64, i64), Vec<PointReply>> = HashMap::new();
        for row in rows_of!(reply_point, conn, ids, SuggestionId, ReplyNo, Position) {
            texts
                .entry((row.suggestion_id, row.reply_no))
                .or_default()
                .push(PointReply {
                    point: PointNo(row.point_no),
                    text: row.text.0,
                });
        }
        for row in replies {
            let points = texts
                .remove(&(row.suggestion_id, row.no))
                .unwrap_or_default();
            let outcome = row.outcome.as_deref();
            self.replies
                .entry(row.suggestion_id)
                .or_default()
                .push(Reply {
                    no: row.no,
                    round: row.round,
                    state: code::read("reply.state", &row.state, code::reply_state_from_code)?,
                    content: ReplyContent {
                        kind: code::read("reply.kind", &row.kind, ReplyKind::from_code)?,
                        points,
                        outcome: outcome
                            .map(|o| code::from_json("reply.outcome", o))
                            .transpose()?,
                    },
                    drafted_at: row.drafted_at,
                    drafted_by: row.drafted_by_id.map(AccountId),
                    signed_by: row.signed_by_id.map(AccountId),
                    issued_at: row.issued_at,
                });
        }
        Ok(())
    }

    fn assemble(&mut self, row: suggestion_row::Model) -> Result<Suggestion, StoreError> {
        let id = row.id;
        let json = |column, text: &Option<String>| {
            text.as_deref()
                .map(|t| code::from_json(column, t))
                .transpose()
        };
        Ok(Suggestion {
            id: SuggestionId(id),
            revision: row.revision,
            ticket_no: TicketNo {
                series: row.ticket_series,
                year: row.ticket_year,
                seq: row.ticket_seq,
            },
            status: code::read("suggestion.status", &row.status, Status::from_code)?,
            kind: code::read("suggestion.kind", &row.kind, SuggestionKind::from_code)?,
            track: code::read("suggestion.track", &row.track, Track::from_code)?,
            channel: code::read("suggestion.channel", &row.channel, Channel::from_code)?,
            intent: code::read_opt(
                "suggestion.intent",
                row.intent.as_deref(),
                Intent::from_code,
            )?,
            identity_level: code::read(
                "suggestion.identity_level",
                &row.identity_level,
                IdentityLevel::from_code,
            )?,
            topic: row.topic_id.map(TopicId),
            received_at: row.received_at,
            registered_at: row.registered_at,
            external_due_at: row.external_due_at,
            is_restricted: row.is_restricted,
            is_urgent: row.is_urgent,
            round: row.round,
            desk: UnitId(row.desk_unit_id),
            accountable_unit: row.accountable_unit_id.map(UnitId),
            points: self.points.remove(&id).unwrap_or_default(),
            assignments: self.assignments.remove(&id).unwrap_or_default(),
            obligations: self.obligations.remove(&id).unwrap_or_default(),
            replies: self.replies.remove(&id).unwrap_or_default(),
            ratings: self.ratings.remove(&id).unwrap_or_default(),
            decline: json("suggestion.decline", &row.decline)?,
            supplement_asked: row.supplement_asked,
            closure: row
                .closure
                .as_deref()
                .map(|t| code::from_json("suggestion.closure", t))
                .transpose()?,
            closed_at: row.closed_at,
            overlays: json_or_default("suggestion.overlays", row.overlays.as_deref())?,
        })
    }
}

fn json_or_default<T: serde::de::DeserializeOwned + Default>(
    column: &'static str,
    text: Option<&str>,
) -> Result<T, StoreError> {
    text.map_or_else(|| Ok(T::default()), |t| code::from_json(column, t))
}

fn read_assignment(row: assignment::Model) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        no: row.no,
        round: row.round,
        unit: UnitId(row.unit_id),
        role: code::read("assignment.role", &row.role, AssignmentRole::from_code)?,
        assigned_at: row.assigned_at,
        due_at: row.due_at,
        acknowledged_at: row.acknowledged_at,
        handler: row.handler_id.map(AccountId),
        is_current: row.is_current,
    })
}

fn read_obligation(row: obligation::Model) -> Result<Obligation, StoreError> {
    let how = row.ended_how.as_deref();
    let how = code::read_opt("obligation.ended_how", how, code::end_from_code)?;
    let ended = match (row.ended_at, how) {
        (Some(at), Some(how)) => Some((at, how)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(StoreError::Corrupt(
                "obligation.ended_at: half ended".to_owned(),
            ));
        }
    };
    Ok(Obligation {
        no: row.no,
        kind: code::read("obligation.kind", &row.kind, ObligationKind::from_code)?,
        unit: UnitId(row.unit_id),
        round: row.round,
        opened_at: row.opened_at,
        due_at: row.due_at,
        basis: code::from_json("obligation.basis", &row.basis)?,
        ended,
    })
}
