//! What the application does when a letter is split: each part is registered beside it.

use huiyin_core::text::{Body, Title};
use huiyin_core::{Ctx, Digest, Submission};
use huiyin_store::{NewSuggestion, SealedIdentity, StoreError, Tx};
use huiyin_workflow::split::{NewPart, SplitOff, register_part};
use huiyin_workflow::{Action, Recorded, Seals, Suggestion};

use super::world::World;

/// Parts with words of their own; `seed` makes them unlike any other.
pub(crate) fn parts(seed: u64, n: usize) -> Action {
    let parts = (0..n).map(|i| {
        let words = format!("更衣柜太少，第{seed}封第{i}件");
        let entropy = Digest::of(words.as_bytes());
        let [head, ..] = entropy.as_bytes().chunks(16).collect::<Vec<_>>()[..] else {
            panic!("a digest has two halves");
        };
        NewPart {
            title: Title::propose(&words),
            body: Body::parse("内容", &words).unwrap(),
            topic: None,
            lookup: entropy,
            text_salt: head.try_into().unwrap(),
            identity_salt: [5; 16],
            nonce: [6; 24],
            registered: None,
        }
    });
    Action::Split {
        parts: parts.collect(),
    }
}

/// Registers the parts of a split, as the application does; any other action is complete.
pub(crate) async fn registered(
    world: &World,
    tx: &Tx,
    original: &Suggestion,
    action: &Action,
    ctx: &Ctx,
) -> Result<Action, StoreError> {
    let Action::Split { parts } = action else {
        return Ok(action.clone());
    };
    let mut complete = Vec::new();
    for part in parts {
        let mut submission = Submission::new(
            original.channel,
            original.kind,
            part.title.clone(),
            part.body.clone(),
            original.received_at,
        );
        submission.identity_level = original.identity_level;
        submission.identity = tx.identity(original.id).await?;
        let texts = [part.title.as_str(), part.body.as_str()];
        let text_seal = Digest::sealed(&part.text_salt, &texts);
        let identity = submission.identity.as_ref().map(|identity| {
            let json = serde_json::to_string(identity).unwrap();
            SealedIdentity {
                identity,
                salt: part.identity_salt,
                seal: Digest::sealed(&part.identity_salt, &[&json]),
                nonce: part.nonce,
            }
        });
        let seals = Seals {
            text: text_seal,
            identity: identity.as_ref().map(|i| i.seal),
        };
        let no = tx.next_ticket("GH", 2026).await?;
        let first = register_part(original, &submission, no, seals, ctx, &world.policy);
        let new = NewSuggestion {
            submission: &submission,
            first: Recorded::first(ctx.now, &ctx.actor, first),
            lookup: part.lookup,
            text_salt: part.text_salt,
            text_seal,
            identity,
        };
        let new = tx.register(new).await?;
        complete.push(NewPart {
            registered: Some(SplitOff {
                part: new.id,
                part_no: new.ticket_no,
            }),
            ..part.clone()
        });
    }
    Ok(Action::Split { parts: complete })
}
