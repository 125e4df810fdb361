//! The submitter's words and identity against the seals in the ledger.

use std::collections::HashMap;

use huiyin_core::Digest;
use huiyin_workflow::{Event, Recorded};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Report, name, part};
use crate::code;
use crate::entity::{identity, rating, submission, suggestion_row, supplement};
use crate::error::StoreError;
use crate::identity::open;
use crate::vault::Vault;

type Told = HashMap<i64, Vec<Recorded>>;

/// The seals that the events of a suggestion carry.
#[derive(Default)]
struct Seals {
    text: Option<Digest>,
    identity: Option<Digest>,
    supplements: Vec<Digest>,
    comments: Vec<Option<Digest>>,
}

impl Seals {
    fn of(events: &[Recorded]) -> Self {
        let mut seals = Self::default();
        for recorded in events {
            seals.add(&recorded.change.event);
        }
        seals
    }

    fn add(&mut self, event: &Event) {
        if let Event::Submitted(facts) = event {
            self.text = Some(facts.seal);
            self.identity = facts.identity_seal;
        }
        if let Event::Supplemented { seal, .. } = event {
            self.supplements.push(*seal);
        }
        if let Event::Rated { comment_seal, .. } = event {
            self.comments.push(*comment_seal);
        }
        // why a review is asked for is kept like a supplement, too
        if let Event::ReviewAsked { seal, .. } = event {
            self.supplements.push(*seal);
        }
        // why somebody withdrew is kept like a supplement: it is their last word
        if let Event::Withdrawn {
            reason_seal: Some(seal),
        } = event
        {
            self.supplements.push(*seal);
        }
    }
}

macro_rules! rows_of {
    ($entity:ident, $conn:expr, $rows:expr) => {
        $entity::Entity::find()
            .filter($entity::Column::SuggestionId.is_in($rows.iter().map(|row| row.id)))
            .order_by_asc($entity::Column::SuggestionId)
            .all($conn)
            .await?
    };
}

pub(super) async fn check(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    rows: &[suggestion_row::Model],
    told: &Told,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    let mut submissions: HashMap<i64, submission::Model> = rows_of!(submission, conn, rows)
        .into_iter()
        .map(|row| (row.suggestion_id, row))
        .collect();
    let mut identities: HashMap<i64, identity::Model> = rows_of!(identity, conn, rows)
        .into_iter()
        .map(|row| (row.suggestion_id, row))
        .collect();
    let mut supplements: HashMap<i64, Vec<supplement::Model>> = HashMap::new();
    for row in rows_of!(supplement, conn, rows) {
        supplements.entry(row.suggestion_id).or_default().push(row);
    }
    let mut ratings: HashMap<i64, Vec<rating::Model>> = HashMap::new();
    for row in rows_of!(rating, conn, rows) {
        ratings.entry(row.suggestion_id).or_default().push(row);
    }
    for row in rows {
        let Some(events) = told.get(&row.id) else {
            continue;
        };
        let seals = Seals::of(events);
        check_submission(row, &seals, submissions.remove(&row.id), report);
        check_identity(row, &seals, identities.remove(&row.id), vault, report)?;
        let mut own = supplements.remove(&row.id).unwrap_or_default();
        own.sort_by_key(|s| s.n);
        check_supplements(row, &seals, &own, report);
        let mut own = ratings.remove(&row.id).unwrap_or_default();
        own.sort_by_key(|r| r.no);
        check_comments(row, &seals, &own, report);
    }
    Ok(())
}

/// Whether the words are those that were sealed.
fn fits(seal: Digest, salt: &[u8], words: &[&str]) -> bool {
    code::salt("salt", salt).is_ok_and(|salt| Digest::sealed(&salt, words) == seal)
}

fn check_submission(
    row: &suggestion_row::Model,
    seals: &Seals,
    found: Option<submission::Model>,
    report: &mut Report<'_>,
) {
    const TABLE: &str = "submission";
    let Some(text) = found else {
        return report.find(TABLE, part(TABLE, row, ""), "来件原文不见了");
    };
    let seal = seals.text.unwrap_or(Digest::ZERO);
    if !fits(seal, &text.salt, &[&text.title.0, &text.body.0]) || text.seal != seal.as_bytes() {
        report.find(TABLE, part(TABLE, row, ""), "来件原文与台账中的封签不符");
    }
    if row.title != text.title {
        report.find("suggestion", name(row), "标题与来件原文不符");
    }
}

fn check_identity(
    row: &suggestion_row::Model,
    seals: &Seals,
    found: Option<identity::Model>,
    vault: &Vault,
    report: &mut Report<'_>,
) -> Result<(), StoreError> {
    const TABLE: &str = "identity";
    let place = || part(TABLE, row, "");
    let (seal, locked) = match (seals.identity, found) {
        (None, None) => return Ok(()),
        (Some(_), None) => {
            report.find(TABLE, place(), "身份信息不见了（不是按规定抹去的）");
            return Ok(());
        }
        (None, Some(_)) => {
            report.find(TABLE, place(), "台账中没有这份身份信息");
            return Ok(());
        }
        (Some(seal), Some(locked)) => (seal, locked),
    };
    if locked.seal != seal.as_bytes() {
        report.find(TABLE, place(), "身份信息的封签与台账不符");
    }
    if locked.erased_at.is_some() && locked.ciphertext.is_none() {
        return Ok(());
    }
    let opened = report.catch(TABLE, place, open(vault, &locked))?;
    let salt = locked.salt.as_deref().unwrap_or_default();
    match opened {
        Some(Some(json)) if !fits(seal, salt, &[&json]) => {
            report.find(TABLE, place(), "身份信息与台账中的封签不符");
        }
        Some(None) => report.find(TABLE, place(), "身份信息不完整"),
        Some(Some(_)) | None => {}
    }
    Ok(())
}

fn check_supplements(
    row: &suggestion_row::Model,
    seals: &Seals,
    found: &[supplement::Model],
    report: &mut Report<'_>,
) {
    const TABLE: &str = "supplement";
    if found.len() != seals.supplements.len() {
        let message = format!(
            "台账有 {} 份补充，实有 {} 份",
            seals.supplements.len(),
            found.len()
        );
        return report.find(TABLE, part(TABLE, row, ""), message);
    }
    for (text, seal) in found.iter().zip(&seals.supplements) {
        if !fits(*seal, &text.salt, &[&text.body.0]) || text.seal != seal.as_bytes() {
            let place = part(TABLE, row, &format!(" 第{}份", text.n));
            report.find(TABLE, place, "补充内容与台账中的封签不符");
        }
    }
}

fn check_comments(
    row: &suggestion_row::Model,
    seals: &Seals,
    found: &[rating::Model],
    report: &mut Report<'_>,
) {
    const TABLE: &str = "rating";
    for (rating, seal) in found.iter().zip(&seals.comments) {
        let is_right = match (seal, &rating.comment) {
            (None, None) => true,
            (Some(seal), Some(comment)) => fits(
                *seal,
                rating.salt.as_deref().unwrap_or_default(),
                &[&comment.0],
            ),
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_right {
            let place = part(TABLE, row, &format!(" 第{}次", rating.no));
            report.find(TABLE, place, "评价附言与台账中的封签不符");
        }
    }
}
