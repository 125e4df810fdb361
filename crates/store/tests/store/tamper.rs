//! Somebody changes the data behind the program's back, and `verify` names the row.

use huiyin_core::{AccountId, Actor, Digest, Satisfaction, SuggestionId, SuggestionKind};
use huiyin_store::{NewSupplement, StoreError};
use huiyin_workflow::Action;
use huiyin_workflow::suggestion::{Outcome, PointReply, ReplyContent};

use crate::bench::{Bench, on_both};
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
    step(&w.head, "09-08 15:00", Action::SignOff).await;
    rate(t, id).await;
    let number = t.store.write(|tx| {
        Box::pin(async move {
            tx.sequence(100).await?;
            tx.make_seal(at("09-30 00:00"), 1, 100).await
        })
    });
    number.await.unwrap().unwrap();
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

/// What somebody does to the data, the table that is named, and a word of the message.
const DEEDS: &[(&str, &str, &str)] = &[
    (
        "UPDATE suggestion_event SET payload = REPLACE(payload, 'proposal', 'inquiry') WHERE n = 1",
        "suggestion_event",
        "改动",
    ),
    (
        "UPDATE suggestion_event SET author = '{\"as\":\"submitter\"}' WHERE n = 3",
        "suggestion_event",
        "改动",
    ),
    (
        "UPDATE suggestion_event SET kind = 'noted' WHERE n = 3",
        "suggestion_event",
        "类型",
    ),
    (
        "UPDATE suggestion_event SET payload = 'not json' WHERE n = 2",
        "suggestion_event",
        "改动",
    ),
    (
        "DELETE FROM suggestion_event WHERE n = 2",
        "suggestion_event",
        "不连续",
    ),
    (
        "DELETE FROM suggestion_event WHERE n = (SELECT MAX(n) FROM suggestion_event)",
        "suggestion",
        "末尾",
    ),
    (
        "DELETE FROM suggestion_event",
        "suggestion",
        "没有任何办理记录",
    ),
    (
        "UPDATE suggestion_event SET seq = seq + 100 WHERE n = 4",
        "suggestion_event",
        "序号不连续",
    ),
    (
        "UPDATE suggestion SET status = 'closed'",
        "suggestion",
        "状态",
    ),
    (
        "UPDATE suggestion SET status = 'nonsense'",
        "suggestion",
        "无法读取",
    ),
    (
        "UPDATE suggestion SET revision = 99",
        "suggestion",
        "修订号",
    ),
    (
        "UPDATE suggestion SET ticket_seq = 7",
        "suggestion",
        "登记号",
    ),
    (
        "UPDATE suggestion SET title = '改过的标题'",
        "suggestion",
        "标题",
    ),
    (
        "UPDATE suggestion SET next_due_kind = 'accept'",
        "suggestion",
        "最近时限",
    ),
    (
        "UPDATE suggestion SET accountable_unit_id = NULL",
        "suggestion",
        "件件有着落",
    ),
    (
        "UPDATE suggestion SET lead_unit_id = NULL",
        "suggestion",
        "主办单位",
    ),
    (
        "UPDATE suggestion SET is_open = FALSE",
        "suggestion",
        "未结标记",
    ),
    (
        "UPDATE suggestion SET is_urgent = TRUE",
        "suggestion",
        "重演",
    ),
    (
        "UPDATE submission SET body = '改过的内容'",
        "submission",
        "封签",
    ),
    (
        "UPDATE submission SET title = '改过的标题'",
        "submission",
        "封签",
    ),
    ("DELETE FROM submission", "submission", "不见了"),
    ("UPDATE supplement SET body = '改过'", "supplement", "封签"),
    ("DELETE FROM supplement", "supplement", "1 份"),
    (
        "UPDATE identity SET erased_at = NULL, ciphertext = nonce",
        "identity",
        "无法读取",
    ),
    ("DELETE FROM identity", "identity", "不见了"),
    (
        "UPDATE point SET summary = '改过' WHERE no = 1",
        "point",
        "诉求点",
    ),
    ("DELETE FROM point WHERE no = 2", "point", "诉求点"),
    ("UPDATE assignment SET role = 'lead'", "assignment", "分办"),
    (
        "DELETE FROM obligation WHERE ended_at IS NULL",
        "suggestion",
        "时限义务",
    ),
    (
        "UPDATE obligation SET ended_how = 'dropped' WHERE no = 1",
        "obligation",
        "时限义务",
    ),
    (
        "UPDATE obligation SET basis = REPLACE(basis, 'working_day', 'month')",
        "obligation",
        "时限义务",
    ),
    ("UPDATE reply SET state = 'in_review'", "reply", "答复"),
    ("UPDATE reply_point SET text = '别的答复'", "reply", "答复"),
    (
        "DELETE FROM reply_point WHERE point_no = 1",
        "suggestion",
        "条条有回音",
    ),
    (
        "UPDATE rating SET result = 'dissatisfied'",
        "rating",
        "评价",
    ),
    ("UPDATE rating SET comment = '改过'", "rating", "封签"),
    ("DELETE FROM rating", "rating", "评价"),
    ("DELETE FROM visible_unit", "visible_unit", "可见单位"),
    (
        "DELETE FROM attachment WHERE part = 'supplement'",
        "attachment",
        "少了 1 个",
    ),
    ("UPDATE attachment SET size = 1", "attachment", "大小"),
    ("UPDATE counter SET value = 5", "counter", "计数"),
    ("UPDATE seal SET last_seq = last_seq - 1", "seal", "封存"),
    ("UPDATE seal SET prev = root", "seal", "衔接"),
];

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
