//! 拆分成几件: what the clerk cuts out of a letter is registered in the same transaction.

use chrono::Datelike;
use huiyin_core::text::{Body, Title, tidy};
use huiyin_core::{Ctx, Digest, Identity, LookupCode, NewAttachment, Submission, TicketNo, time};
use huiyin_store::{AttachmentPart, NewSuggestion, SealedIdentity, Tx};
use huiyin_workflow::split::{NewPart, SplitOff, register_part};
use huiyin_workflow::{Action, Policy, Recorded, Seals, Suggestion, decide, may};

use super::accept;
use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

/// Title, text and topic of each part that one form asks for.
const FIELDS: [[&str; 3]; 4] = [
    ["part_1_title", "part_1_body", "part_1_topic"],
    ["part_2_title", "part_2_body", "part_2_topic"],
    ["part_3_title", "part_3_body", "part_3_topic"],
    ["part_4_title", "part_4_body", "part_4_topic"],
];

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let topic = suggestion.topic.map(|t| t.to_string()).unwrap_or_default();
    let mut fields = Vec::new();
    for (n, [title, body, own_topic]) in (1..).zip(FIELDS) {
        let is_first = n == 1;
        let heading = FieldSpec::new(title, format!("拆分出的第 {n} 件：标题"), FieldKind::Text);
        let text = FieldKind::TextArea { rows: 4 };
        let text = FieldSpec::new(body, format!("第 {n} 件：内容"), text);
        fields.extend(if is_first {
            [
                heading.required(),
                text.required()
                    .hint("摘录来件中属于这一件的原话，不要改写；原件的全文一字不动。"),
            ]
        } else {
            [heading.hint("没有就不填"), text]
        });
        fields.push(
            FieldSpec::new(
                own_topic,
                format!("第 {n} 件：类别"),
                FieldKind::Select(accept::topics(app)),
            )
            .value(topic.clone()),
        );
    }
    fields
}

/// Every part that has a word in it. What is random about it is drawn here, so that a retried
/// transaction writes the same.
pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let mut parts = Vec::new();
    for [title, body, topic] in FIELDS {
        let is_empty = tidy(form.raw(title)).is_empty() && tidy(form.raw(body)).is_empty();
        if is_empty && !parts.is_empty() {
            continue;
        }
        let wrong = |field, error: huiyin_core::text::TextError| {
            AppError::invalid(field, error.to_string())
        };
        parts.push(NewPart {
            title: Title::parse(form.raw(title)).map_err(|error| wrong(title, error))?,
            body: Body::parse("内容", form.raw(body)).map_err(|error| wrong(body, error))?,
            topic: accept::topic(app, topic, form.raw(topic))?,
            lookup: LookupCode::from_entropy(app.entropy()).digest(),
            text_salt: app.entropy(),
            identity_salt: app.entropy(),
            nonce: app.entropy(),
            registered: None,
        });
    }
    Ok(Action::Split { parts })
}

/// The action with every part registered; `None` for any other.
pub(super) async fn registered(
    app: &App,
    tx: &Tx,
    original: &Suggestion,
    action: &Action,
    ctx: &Ctx,
    policy: &Policy,
) -> Result<Option<Action>, AppError> {
    let Action::Split { parts } = action else {
        return Ok(None);
    };
    // nothing is registered for whoever may not split
    may(original, &ctx.actor, action.kind())?;
    let letter = Letter::read(tx, original).await?;
    let mut complete = Vec::with_capacity(parts.len());
    for (part, [_, body, _]) in parts.iter().zip(FIELDS.iter().cycle()) {
        letter.differs(part, body)?;
        let year = time::local_date(ctx.now).year();
        let series = &app.settings().organisation.ticket_series;
        let part_no = tx.next_ticket(series, year).await?;
        let registered = letter.register(tx, part, part_no, ctx, policy).await?;
        complete.push(NewPart {
            registered: Some(SplitOff {
                part: registered.id,
                part_no: registered.ticket_no,
            }),
            ..part.clone()
        });
    }
    Ok(Some(Action::Split { parts: complete }))
}

/// What every part takes over from the letter.
struct Letter<'a> {
    original: &'a Suggestion,
    sent: huiyin_store::SubmissionText,
    /// The texts of what was split off before.
    earlier: Vec<String>,
    identity: Option<Identity>,
    files: Vec<NewAttachment>,
}

impl<'a> Letter<'a> {
    async fn read(tx: &Tx, original: &'a Suggestion) -> Result<Self, AppError> {
        let sent = tx.submission(original.id).await?;
        let sent = sent.ok_or(AppError::NotFound)?;
        let mut earlier = Vec::new();
        for known in &original.overlays.split_off {
            earlier.extend(tx.submission(known.part).await?.map(|text| text.body));
        }
        let mut files: Vec<NewAttachment> = Vec::new();
        for file in tx.attachments(original.id).await? {
            let is_known = files.iter().any(|f| f.digest == file.digest);
            if file.part != AttachmentPart::Reply && !is_known {
                files.push(NewAttachment {
                    file_name: file.file_name,
                    media_type: file.media_type,
                    size: file.size,
                    digest: file.digest,
                });
            }
        }
        Ok(Self {
            identity: tx.identity(original.id).await?,
            original,
            sent,
            earlier,
            files,
        })
    }

    fn differs(&self, part: &NewPart, field: &'static str) -> Result<(), AppError> {
        let text = part.body.as_str();
        if text == tidy(&self.sent.body) {
            let message = "与原件的全文相同：只摘录属于这一件的内容";
            return Err(AppError::invalid(field, message));
        }
        if self.earlier.iter().any(|earlier| earlier == text) {
            let message = "这段内容已经拆分过一次，不再拆分";
            return Err(AppError::invalid(field, message));
        }
        Ok(())
    }

    fn submission(&self, part: &NewPart) -> Submission {
        let from = self.original;
        let (title, body) = (part.title.clone(), part.body.clone());
        let mut submission =
            Submission::new(from.channel, from.kind, title, body, from.received_at);
        submission.intent = from.intent;
        submission.identity_level = from.identity_level;
        submission.identity.clone_from(&self.identity);
        submission.unit = self.sent.unit;
        submission.campaign = self.sent.campaign;
        submission.topic = part.topic;
        submission.external_due_at = from.external_due_at;
        submission.attachments.clone_from(&self.files);
        submission.consented_at = self.sent.consented_at;
        submission
    }

    /// Number, rows, the copy of the identity, the first event; then it stands where the letter
    /// stands at the desk, and whoever is accused in the letter is accused in the part.
    async fn register(
        &self,
        tx: &Tx,
        part: &NewPart,
        part_no: TicketNo,
        ctx: &Ctx,
        policy: &Policy,
    ) -> Result<Suggestion, AppError> {
        let submission = self.submission(part);
        let texts = [part.title.as_str(), part.body.as_str()];
        let text_seal = Digest::sealed(&part.text_salt, &texts);
        let identity = match &submission.identity {
            Some(identity) => Some(SealedIdentity {
                identity,
                salt: part.identity_salt,
                seal: crate::sealing::identity_digest(&part.identity_salt, identity)?,
                nonce: part.nonce,
            }),
            None => None,
        };
        let seals = Seals {
            text: text_seal,
            identity: identity.as_ref().map(|sealed| sealed.seal),
        };
        let first = register_part(self.original, &submission, part_no, seals, ctx, policy);
        let mut new = tx
            .register(NewSuggestion {
                submission: &submission,
                first: Recorded::first(ctx.now, &ctx.actor, first),
                lookup: part.lookup,
                text_salt: part.text_salt,
                text_seal,
                identity,
            })
            .await?;
        for action in self.follows(part) {
            let changes = decide(&new, &action, ctx, policy)?;
            tx.record(&mut new, ctx.now, &ctx.actor, changes).await?;
        }
        Ok(new)
    }

    fn follows(&self, part: &NewPart) -> Vec<Action> {
        let original = self.original;
        let mut actions = Vec::new();
        let accused = &original.overlays.accused;
        if !accused.is_empty() {
            actions.push(Action::NameAccused {
                accounts: accused.accounts.clone(),
                units: accused.units.clone(),
                reason: "原件已经列明".to_owned(),
            });
        }
        if original.status != huiyin_core::Status::Submitted {
            actions.push(Action::Accept {
                kind: original.kind,
                topic: part.topic,
                points: Vec::new(),
            });
        }
        actions
    }
}
