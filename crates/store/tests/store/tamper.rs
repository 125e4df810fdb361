//! Somebody changes the data behind the program's back, and `verify` names the row.

use huiyin_core::{AccountId, Actor, Digest, Satisfaction, SuggestionId, SuggestionKind};
use huiyin_store::{NewSupplement, StoreError};
use huiyin_workflow::Action;
use huiyin_workflow::suggestion::{Outcome, PointReply, ReplyContent};

use crate::bench::{Bench, on_both};
use crate::deeds::DEEDS;
use crate::world::{Letter, Trouble, account_of, act, at, file};

const SALT: [u8; 16] = [7; 16];

/// One suggestion that has been everywhere: every table of the aggregate has a row of it.
async fn lived(t: &Bench) -> SuggestionId {
    let w = &t.world;
    let letter = Letter::new(1)
        .named("王工", "13800005678")
        .with_file(&t.store, "台阶.jpg", b"bytes of a photo")
        .await;
    let id = letter.send(&t.store, w).await.id;
    supplement(t, id).await;
    let step = |actor: &Actor, when: &str, action| {
        let actor = actor.clone();
        let when = at(when);
        async move { act(&t.store, w, id, &actor, when, action).await.unwrap() }
    };
    let accept = Action::Accept {
        kind: SuggestionKind::Proposal,
        topic: Some(w.topic),
        points: vec!["坡道".into(), "扶手".into()],
    };
    step(&w.clerk, "09-08 09:00", accept).await;
    let assign = Action::Assign {
        lead: w.lead,
        supports: vec![w.support],
        note: String::new(),
    };
    step(&w.clerk, "09-08 10:00", assign).await;
    let handler = account_of(&w.handler);
    step(&w.liaison, "09-08 11:00", Action::Acknowledge { handler }).await;
    let accepted = t.store.read().load_unlocked(id).await.unwrap().unwrap();
    let texts = accepted.points.iter().map(|p| PointReply {
        point: p.no,
        text: "已修好".into(),
    });
    let content = ReplyContent {
        kind: huiyin_core::ReplyKind::Final,
        points: texts.collect(),
        outcome: Some(Outcome {
            result_class: huiyin_core::ResultClass::A,
            adoption: huiyin_core::Adoption::Adopted,
            reason: None,
            commitment: None,
        }),
    };
    step(
        &w.assistant,
        "09-08 12:00",
        Action::GiveSupport {
            opinion: "同意".into(),
        },
    )
    .await;
    step(&w.handler, "09-08 14:00", Action::DraftReply { content }).await;
    step(&w.head, "09-08 15:00", Action::sign_off()).await;
    rate(t, id).await;
    let number = t.store.write(|tx| {
        Box::pin(async move {
            tx.sequence(100).await?;
            tx.make_seal(at("09-30 00:00"), 1, 100).await
        })
    });
    number.await.unwrap().unwrap();
    crate::facts::keep(t).await;
    id
}

async fn supplement(t: &Bench, id: SuggestionId) {
    let seal = Digest::sealed(&SALT, &["还有扶手"]);
    let attachment = file(&t.store, "扶手.jpg", b"another photo").await;
    let work = (t.world.clone(), attachment);
    let write = t.store.write(move |tx| {
        let (world, attachment) = work.clone();
        Box::pin(async move {
            let files = [attachment];
            let now = at("09-07 12:00");
            let new = NewSupplement {
                body: "还有扶手",
                salt: SALT,
                seal,
                at: now,
                attachments: &files,
            };
            assert_eq!(tx.add_supplement(id, new).await?, 1);
            let ctx = huiyin_core::Ctx {
                actor: Actor::Submitter(id),
                now,
            };
            let action = Action::Supplement {
                seal,
                attachments: vec![files[0].digest],
            };
            world.act(tx, id, &ctx, &action).await
        })
    });
    write.await.unwrap();
}

async fn rate(t: &Bench, id: SuggestionId) {
    let world = t.world.clone();
    let write = t.store.write(move |tx| {
        let world = world.clone();
        Box::pin(async move {
            let ctx = huiyin_core::Ctx {
                actor: Actor::Submitter(id),
                now: at("09-09 12:00"),
            };
            let action = Action::Rate {
                result: Satisfaction::Satisfied,
                attitude: Satisfaction::Satisfied,
                speed: Satisfaction::MostlySatisfied,
                comment_seal: Some(Digest::sealed(&SALT, &["谢谢"])),
            };
            world.act(tx, id, &ctx, &action).await?;
            tx.add_rating_comment(id, 1, "谢谢", SALT).await?;
            Ok::<_, Trouble>(())
        })
    });
    write.await.unwrap();
    let comments = t.store.read().rating_comments(id).await.unwrap();
    assert_eq!(comments[0].comment, "谢谢");
}

on_both! {
    async fn an_untouched_life_is_sound(t) {
        lived(&t).await;
        let summary = t.assert_sound().await;
        assert_eq!((summary.suggestions, summary.seals, summary.blobs), (1, 1, 2));
        assert!(summary.events >= 9 && summary.obligations >= 5);
    }

    async fn erasing_beside_the_program_is_seen(t) {
        lived(&t).await;
        t.tamper("UPDATE identity SET salt = NULL, nonce = NULL, ciphertext = NULL").await;
        let (_, findings) = t.verify().await;
        assert!(findings.iter().any(|f| f.table == "identity"), "{findings:?}");
    }

    async fn a_suggestion_removed_by_hand_is_missed(t) {
        lived(&t).await;
        Letter::new(2).send(&t.store, &t.world).await;
        if t.is_postgres() {
            // the database itself forbids it
            return;
        }
        t.tamper("DELETE FROM suggestion WHERE id = 1").await;
        let (_, findings) = t.verify().await;
        assert!(findings.iter().any(|f| f.message.contains("登记号不连续")), "{findings:?}");
        assert!(findings.iter().any(|f| f.table == "submission" && f.message.contains("不见了")));
    }
}

/// Every deed on a copy of the same database file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_deed_is_found_and_named() {
    let t = Bench::sqlite().await;
    lived(&t).await;
    t.assert_sound().await;
    t.store.close().await;
    let source = t.folder.path().join("data/huiyin.db");
    for (deed, table, word) in DEEDS {
        let copy = Bench::sqlite().await;
        copy.store.close().await;
        std::fs::copy(&source, copy.folder.path().join("data/huiyin.db")).unwrap();
        let blobs = copy.folder.path().join("blobs");
        copy_all(&t.folder.path().join("blobs"), &blobs);
        copy.tamper(deed).await;
        let mut findings = Vec::new();
        let store = copy.another().await;
        store.verify(&mut |f| findings.push(f)).await.unwrap();
        let is_named = findings
            .iter()
            .any(|f| f.table == *table && f.message.contains(word));
        assert!(is_named, "{deed}: {findings:#?}");
        let shows = findings
            .iter()
            .any(|f| f.row.contains("id=") || f.row.contains("GH2026"));
        assert!(shows, "{deed}: {findings:#?}");
    }
}

/// The brief's own case: one byte of an event.
#[tokio::test]
async fn one_changed_byte_of_an_event_is_named_by_id_number_and_place() {
    let t = Bench::sqlite().await;
    lived(&t).await;
    t.tamper("UPDATE suggestion_event SET payload = REPLACE(payload, '已修好', '已修妤') WHERE kind = 'reply_drafted'").await;
    let (_, findings) = t.verify().await;
    let rows: Vec<&str> = findings.iter().map(|f| f.row.as_str()).collect();
    let named = rows
        .iter()
        .any(|r| r.starts_with("suggestion_event id=") && r.contains("GH2026-000001 第"));
    assert!(named, "{rows:?}");
}

#[tokio::test]
async fn changed_and_missing_files_are_found() {
    let t = Bench::sqlite().await;
    let id = lived(&t).await;
    let files = t.store.read().attachments(id).await.unwrap();
    let path = |digest: Digest| {
        let hex = digest.to_hex();
        t.folder
            .path()
            .join(format!("blobs/{}/{}/{hex}", &hex[..2], &hex[2..4]))
    };
    std::fs::write(path(files[0].digest), b"other bytes").unwrap();
    std::fs::remove_file(path(files[1].digest)).unwrap();
    let (_, findings) = t.verify().await;
    let messages: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(findings.len(), 2, "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("被改动过")));
    assert!(messages.iter().any(|m| m.contains("不见了")));
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_raw_mail_that_is_gone_is_missed() {
    let t = Bench::sqlite().await;
    let raw_digest = t
        .store
        .put_blob(b"From: a@example.com".to_vec())
        .await
        .unwrap();
    let mail = huiyin_store::NewIncomingMail {
        mailbox: "jianyi@example.com".into(),
        uidvalidity: None,
        uid: None,
        raw_digest,
        dedup_key: "a".into(),
        content_key: None,
        size: 19,
        received_at: at("09-07 09:00"),
    };
    let keep = t.store.write(move |tx| {
        let mail = mail.clone();
        Box::pin(async move { tx.store_incoming(mail).await })
    });
    keep.await.unwrap();
    assert_eq!(t.assert_sound().await.blobs, 1);
    let hex = raw_digest.to_hex();
    let path = format!("blobs/{}/{}/{hex}", &hex[..2], &hex[2..4]);
    std::fs::remove_file(t.folder.path().join(path)).unwrap();
    let (_, findings) = t.verify().await;
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].table, findings[0].row.as_str()),
        ("incoming_mail", "incoming_mail id=1")
    );
}

#[tokio::test]
async fn a_wrong_vault_key_reads_no_identity() {
    let t = Bench::sqlite().await;
    let id = lived(&t).await;
    let store = huiyin_store::Store::open(huiyin_store::StoreConfig {
        database_url: t.url.clone(),
        blob_dir: t.folder.path().join("blobs"),
        vault_key: [1; 32],
        max_readers: 1,
    })
    .await
    .unwrap();
    let result = store.read().identity(id).await;
    assert!(matches!(result, Err(StoreError::Corrupt(_))), "{result:?}");
    assert_ne!(account_of(&t.world.clerk), AccountId(0));
}
