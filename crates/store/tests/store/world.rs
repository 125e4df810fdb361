//! A small union: its units, its people, its rules, and what they do to a suggestion.

use chrono::{Duration, TimeZone};
use huiyin_core::text::{Body, Title};
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Actor, Channel, Ctx, Digest, Identity, IdentityLevel, LookupCode, NewAttachment,
    Personal, Role, StaffActor, Submission, SuggestionId, SuggestionKind, TopicId, UnitId,
};
use huiyin_store::{
    NewAccount, NewPublication, NewSuggestion, NewTopic, NewUnit, SealedIdentity, Store,
    StoreError, Tx,
};
use huiyin_workflow::calendar::{DueSettings, WorkCalendar};
use huiyin_workflow::policy::ProcedureLimits;
use huiyin_workflow::time_rule::TimeRules;
use huiyin_workflow::{Action, Policy, Recorded, Refusal, Seals, Suggestion, decide, register};

const PICTURE: &[u8] = b"the bytes of a picture";

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) desk: UnitId,
    pub(crate) lead: UnitId,
    pub(crate) support: UnitId,
    pub(crate) elsewhere: UnitId,
    pub(crate) topic: TopicId,
    pub(crate) clerk: Actor,
    pub(crate) second_clerk: Actor,
    pub(crate) supervisor: Actor,
    pub(crate) liaison: Actor,
    pub(crate) handler: Actor,
    pub(crate) head: Actor,
    pub(crate) assistant: Actor,
    pub(crate) publisher: Actor,
    pub(crate) archivist: Actor,
    /// A file whose bytes are stored.
    pub(crate) picture: NewAttachment,
    pub(crate) policy: Policy,
}

/// What a test can run into.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}")]
    Refused(Refusal),
    #[error("{0}")]
    Own(&'static str),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// `09-25 14:03` of 2026 in China.
pub(crate) fn at(text: &str) -> Instant {
    let local =
        chrono::NaiveDateTime::parse_from_str(&format!("2026-{text}"), "%Y-%m-%d %H:%M").unwrap();
    let zone = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    zone.from_local_datetime(&local).unwrap().to_utc()
}

pub(crate) fn account_of(actor: &Actor) -> AccountId {
    let Actor::Staff(staff) = actor else {
        panic!("not a member of staff");
    };
    staff.account
}

impl World {
    pub(crate) async fn seed(store: &Store) -> Self {
        store.put_blob(PICTURE.to_vec()).await.unwrap();
        store
            .write(|tx| Box::pin(async move { Self::write(tx).await }))
            .await
            .unwrap()
    }

    async fn write(tx: &Tx) -> Result<Self, StoreError> {
        let mut units = Vec::new();
        for (code, name) in [
            ("desk", "征集办"),
            ("logistics", "后勤部"),
            ("safety", "劳动保护部"),
            ("legal", "法律工作部"),
        ] {
            let unit = NewUnit {
                code: code.to_owned(),
                name: name.to_owned(),
                short_name: name.to_owned(),
                parent: units.first().copied(),
                branch: "department".to_owned(),
                keywords: vec!["食堂".to_owned()],
                is_desk: code == "desk",
                is_active: true,
                sort_no: 1,
            };
            units.push(tx.upsert_unit(unit).await?);
        }
        let [desk, lead, support, elsewhere] = units.try_into().unwrap();
        let topic = tx
            .upsert_topic(NewTopic {
                code: "canteen".to_owned(),
                name: "食堂".to_owned(),
                parent: None,
                keywords: Vec::new(),
                is_active: true,
                sort_no: 1,
            })
            .await?;
        Ok(Self {
            desk,
            lead,
            support,
            elsewhere,
            topic,
            clerk: person(tx, "clerk", desk, &[Role::Clerk]).await?,
            second_clerk: person(tx, "second", desk, &[Role::Clerk]).await?,
            supervisor: person(tx, "supervisor", desk, &[Role::Supervisor]).await?,
            liaison: person(tx, "liaison", lead, &[Role::Liaison]).await?,
            handler: person(tx, "handler", lead, &[Role::Handler]).await?,
            head: person(tx, "head", lead, &[Role::Head]).await?,
            assistant: person(tx, "assistant", support, &[Role::Handler]).await?,
            publisher: person(tx, "publisher", desk, &[Role::Publisher]).await?,
            archivist: person(tx, "archivist", desk, &[Role::Archivist]).await?,
            picture: NewAttachment {
                file_name: "picture.jpg".to_owned(),
                media_type: "image/jpeg".to_owned(),
                size: PICTURE.len() as u64,
                digest: Digest::of(PICTURE),
            },
            policy: Policy {
                desk,
                rules: TimeRules::default(),
                calendar: WorkCalendar::new("test", []),
                unit_calendars: Default::default(),
                due: DueSettings::default(),
                limits: ProcedureLimits::default(),
            },
        })
    }

    /// Everybody, for dice.
    pub(crate) fn crew(&self, id: SuggestionId) -> Vec<Actor> {
        vec![
            self.clerk.clone(),
            self.second_clerk.clone(),
            self.supervisor.clone(),
            self.liaison.clone(),
            self.handler.clone(),
            self.head.clone(),
            self.assistant.clone(),
            self.publisher.clone(),
            self.archivist.clone(),
            Actor::Submitter(id),
            Actor::System("keep_deadlines"),
        ]
    }

    /// Decides and records inside a write, as the application does.
    pub(crate) async fn act(
        &self,
        tx: &Tx,
        id: SuggestionId,
        ctx: &Ctx,
        action: &Action,
    ) -> Result<Suggestion, Trouble> {
        let mut suggestion = tx
            .load(id)
            .await?
            .ok_or(Trouble::Own("no such suggestion"))?;
        let complete = super::parts::registered(self, tx, &suggestion, action, ctx).await?;
        let action = &complete;
        let changes = decide(&suggestion, action, ctx, &self.policy).map_err(Trouble::Refused)?;
        tx.record(&mut suggestion, ctx.now, &ctx.actor, changes)
            .await?;
        if matches!(action, Action::ApproveAward(_)) {
            tx.settle_matter(suggestion.id, suggestion.id, ctx.now)
                .await?;
        }
        if let Action::Publish {
            text,
            salt,
            attachments,
            seq,
        } = action
        {
            let new = NewPublication {
                year: suggestion
                    .overlays
                    .publication
                    .published
                    .as_ref()
                    .unwrap()
                    .year,
                seq: *seq,
                text,
                search_text: &text.parts().join("\n"),
                name: None,
                topic: suggestion.topic,
                salt: *salt,
                files: attachments,
                at: ctx.now,
            };
            tx.keep_publication(suggestion.id, new).await?;
        }
        Ok(suggestion)
    }
}

async fn person(tx: &Tx, name: &str, unit: UnitId, roles: &[Role]) -> Result<Actor, StoreError> {
    let new = NewAccount {
        username: name.to_owned(),
        name: name.to_owned(),
        unit,
        roles: roles.to_vec(),
        password_hash: "$argon2id$".to_owned(),
        must_change_password: true,
        created_at: at("09-01 08:00"),
    };
    let account = tx.insert_account(new).await?;
    Ok(Actor::Staff(StaffActor {
        account,
        name: name.to_owned(),
        unit,
        roles: roles.to_vec(),
    }))
}

/// One letter with everything random drawn.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) submission: Submission,
    pub(crate) code: LookupCode,
    pub(crate) now: Instant,
}

impl Letter {
    pub(crate) fn new(n: u64) -> Self {
        let received_at = at("09-07 09:00") + Duration::seconds(i64::try_from(n).unwrap());
        let mut submission = Submission::new(
            Channel::Web,
            SuggestionKind::Proposal,
            Title::parse("食堂增设无障碍通道").unwrap(),
            Body::parse("内容", &format!("食堂门口有三级台阶，轮椅进不去。第{n}封")).unwrap(),
            received_at,
        );
        submission.consented_at = Some(received_at);
        let mut seed = [0; 10];
        seed[..8].copy_from_slice(&n.to_be_bytes());
        Self {
            submission,
            code: LookupCode::from_entropy(seed),
            now: received_at + Duration::milliseconds(1_500),
        }
    }

    pub(crate) fn named(mut self, name: &str, phone: &str) -> Self {
        let identity = Identity {
            name: Some(Personal::new(name.to_owned())),
            phone: Some(Personal::new(phone.to_owned())),
            email: Some(Personal::new("wang@example.com".to_owned())),
            employer: None,
        };
        self.submission = self
            .submission
            .from_submitter(IdentityLevel::Named, identity);
        self
    }

    pub(crate) fn with_kind(mut self, kind: SuggestionKind) -> Self {
        self.submission.kind = kind;
        self
    }

    pub(crate) fn with_external_no(mut self, no: &str) -> Self {
        self.submission.external_no = Some(no.to_owned());
        self
    }

    pub(crate) async fn with_file(mut self, store: &Store, name: &str, bytes: &[u8]) -> Self {
        let file = file(store, name, bytes).await;
        self.submission.attachments.push(file);
        self
    }

    /// Registers inside a write.
    pub(crate) async fn write(&self, world: &World, tx: &Tx) -> Result<Suggestion, StoreError> {
        let submission = &self.submission;
        let salt = [1; 16];
        let title = submission.title.as_str();
        let seal = Digest::sealed(&salt, &[title, submission.body.as_str()]);
        let identity = submission.identity.as_ref().map(|identity| {
            let json = serde_json::to_string(identity).unwrap();
            SealedIdentity {
                identity,
                salt: [2; 16],
                seal: Digest::sealed(&[2; 16], &[&json]),
                nonce: [3; 24],
            }
        });
        let ctx = Ctx {
            actor: Actor::Submitter(SuggestionId(0)),
            now: self.now,
        };
        let ticket = tx.next_ticket("GH", 2026).await?;
        let seals = Seals {
            text: seal,
            identity: identity.as_ref().map(|i| i.seal),
        };
        let change = register(submission, ticket, seals, false, &ctx, &world.policy);
        tx.register(NewSuggestion {
            submission,
            first: Recorded::first(ctx.now, &ctx.actor, change),
            lookup: self.code.digest(),
            text_salt: salt,
            text_seal: seal,
            identity,
        })
        .await
    }

    pub(crate) async fn send(&self, store: &Store, world: &World) -> Suggestion {
        self.try_send(store, world).await.unwrap()
    }

    pub(crate) async fn try_send(
        &self,
        store: &Store,
        world: &World,
    ) -> Result<Suggestion, StoreError> {
        let work = (self.clone(), world.clone());
        store
            .write(move |tx| {
                let (letter, world) = work.clone();
                Box::pin(async move { letter.write(&world, tx).await })
            })
            .await
    }
}

/// A file whose bytes are stored.
pub(crate) async fn file(store: &Store, name: &str, bytes: &[u8]) -> NewAttachment {
    NewAttachment {
        file_name: name.to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: bytes.len() as u64,
        digest: store.put_blob(bytes.to_vec()).await.unwrap(),
    }
}

/// One action in a write of its own.
pub(crate) async fn act(
    store: &Store,
    world: &World,
    id: SuggestionId,
    actor: &Actor,
    now: Instant,
    action: Action,
) -> Result<Suggestion, Trouble> {
    let ctx = Ctx {
        actor: actor.clone(),
        now,
    };
    let work = (world.clone(), ctx, action);
    store
        .write(move |tx| {
            let (world, ctx, action) = work.clone();
            Box::pin(async move { world.act(tx, id, &ctx, &action).await })
        })
        .await
}
