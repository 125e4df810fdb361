//! 公开: with the submitter's consent, worded by the reviewer, gone the moment the consent is.

use huiyin_app::arrival::{RawFile, submit_form};
use huiyin_app::{AppError, desk, publication};
use huiyin_core::Status;
use huiyin_workflow::ActionKind;

use crate::kit::{Case, TestApp, anonymous, named, on_both, web};

/// A picture whose file says who made it.
const AUTHORED: &[u8] = include_bytes!("authored.png");

const WORDING: [(&str, &str); 4] = [
    ("title", "食堂增设坡道"),
    ("body", "食堂门口有台阶，轮椅进不去。"),
    ("reply", "坡道已经修好，请大家试用。"),
    ("checked", "yes"),
];

async fn answer(t: &TestApp, case: &Case) {
    t.accept(case.id).await;
    t.assign(case.id).await;
    t.acknowledge(case.id).await;
    t.reply(case.id).await;
}

async fn published(t: &TestApp, case: &Case) -> String {
    let reviewer = &t.people.publisher;
    let after = t
        .act(reviewer, case.id, ActionKind::Publish, &WORDING)
        .await;
    let published = after.unwrap().overlays.publication.published;
    published.unwrap().address()
}

/// How many entries the public list shows for these words.
async fn hits(t: &TestApp, words: &str) -> u64 {
    publication::list(&t.app, words, None, 1)
        .await
        .unwrap()
        .total
}

async fn assert_nothing_is_public(t: &TestApp, address: &str) {
    assert_eq!(hits(t, "").await, 0);
    assert_eq!(hits(t, "轮椅").await, 0);
    let found = publication::find(&t.app, address).await;
    assert!(matches!(found, Err(AppError::NotFound)), "{found:?}");
}

on_both! {
    async fn what_is_published_is_found_until_the_consent_is_withdrawn(t) {
        let case = t.replied("食堂门口加坡道").await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        let waiting = publication::queue(&t.app, &t.people.publisher).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(hits(t, "").await, 0, "nothing is public by itself");
        let address = published(t, &case).await;
        assert_eq!(address, "2026-1");
        for words in ["", "轮椅", "坡道 试用", "食堂增设"] {
            assert_eq!(hits(t, words).await, 1, "{words}");
        }
        for words in ["100%", "轮_", "轮!椅", "二号食堂", "王建国"] {
            assert_eq!(hits(t, words).await, 0, "{words}");
        }
        let (page, files) = publication::find(&t.app, &address).await.unwrap();
        assert_eq!((page.name, files.len()), (None, 0));
        assert!(publication::queue(&t.app, &t.people.publisher).await.unwrap().is_empty());
        publication::withdraw_consent(&t.app, case.id).await.unwrap();
        assert_nothing_is_public(t, &address).await;
        let twice = publication::withdraw_consent(&t.app, case.id).await;
        assert!(matches!(twice, Err(AppError::Refused(_))), "{twice:?}");
        // a new consent starts anew, under another number
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        assert_eq!(published(t, &case).await, "2026-2");
        assert!(publication::find(&t.app, &address).await.is_err());
    }

    async fn consent_comes_with_the_form_and_the_notice_tells_nothing_else(t) {
        let mut form = named("食堂门口加坡道");
        form.publish = "yes".to_owned();
        form.publish_named = "yes".to_owned();
        let case: Case = web(t, &form).await.into();
        answer(t, &case).await;
        let address = published(t, &case).await;
        let (page, _) = publication::find(&t.app, &address).await.unwrap();
        assert_eq!(page.name.as_deref(), Some("王建国"));
        let mails = t.queued().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("您的来件已经公开")).collect();
        assert_eq!(told.len(), 1);
        assert!(!told[0].text.contains("坡道") && told[0].text.contains("/track"));
        // who is erased is no longer named
        let (id, now) = (case.id, t.now());
        t.app
            .store()
            .write(move |tx| Box::pin(async move {
                tx.erase_identity(id, now).await?;
                Ok::<_, AppError>(())
            }))
            .await
            .unwrap();
        let (page, _) = publication::find(&t.app, &address).await.unwrap();
        assert_eq!(page.name, None);
    }

    async fn the_proposal_is_masked_and_what_is_personal_is_not_published(t) {
        let mut form = named("食堂门口加坡道");
        form.body = "我叫王建国，电话13812345678，二号食堂门口有台阶。".to_owned();
        let case: Case = web(t, &form).await.into();
        answer(t, &case).await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        let reviewer = &t.people.publisher;
        let seen = desk::view(&t.app, reviewer, case.id).await.unwrap();
        let form = seen.forms.iter().find(|f| f.action == ActionKind::Publish).unwrap();
        let body = &form.fields.iter().find(|f| f.name == "body").unwrap().values[0];
        assert!(!body.contains("王建国") && !body.contains("138"), "{body}");
        assert!(body.contains("二号食堂门口有台阶"), "{body}");
        for (text, left) in [
            ("王建国反映台阶太高", "建议人的姓名"),
            ("有人反映，电话１３９ 1234 5678", "手机号码"),
            ("联系wang.jianguo@mail.example", "建议人的联系方式"),
        ] {
            let mut fields = WORDING;
            fields[1].1 = text;
            let refused = t.act(reviewer, case.id, ActionKind::Publish, &fields).await;
            let Err(AppError::Invalid(errors)) = refused else { panic!("{refused:?}") };
            assert!(errors[0].message.contains(left), "{errors:?}");
        }
        let unread = t.act(reviewer, case.id, ActionKind::Publish, &WORDING[..3]).await;
        assert!(matches!(unread, Err(AppError::Invalid(_))), "{unread:?}");
        assert_eq!(hits(t, "").await, 0);
        t.queued().await;
    }

    async fn a_disclosure_is_never_public_whatever_was_ticked(t) {
        let mut form = anonymous("食堂采购有人吃回扣");
        form.publish = "yes".to_owned();
        let case: Case = web(t, &form).await.into();
        let kind = [("kind", "disclosure")];
        t.act(&t.people.clerk, case.id, ActionKind::Accept, &kind).await.unwrap();
        assert!(publication::queue(&t.app, &t.people.publisher).await.unwrap().is_empty());
        publication::withdraw_consent(&t.app, case.id).await.unwrap();
        let refused = publication::consent(&t.app, case.id, "unnamed").await.unwrap_err();
        assert!(refused.to_string().contains("举报和保密的来件一律不公开"), "{refused}");
    }

    async fn a_signature_needs_a_name_and_a_consent(t) {
        for (level, publish, message) in [
            ("anonymous", "yes", "不能署名"),
            ("anonymous", "", "请先勾选同意公开"),
        ] {
            let mut form = anonymous("食堂门口加坡道");
            form.identity_level = level.to_owned();
            form.publish = publish.to_owned();
            form.publish_named = "yes".to_owned();
            let refused = submit_form(&t.app, &form, Vec::new()).await.unwrap_err();
            assert!(refused.to_string().contains(message), "{refused}");
        }
        assert_eq!(t.n_suggestions().await, 0);
    }

    async fn the_reviewer_takes_it_down_and_words_it_again(t) {
        let case = t.replied("食堂门口加坡道").await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        let address = published(t, &case).await;
        let reviewer = &t.people.publisher;
        let reason = [("reason", "仍能看出是哪个班组")];
        t.act(reviewer, case.id, ActionKind::Unpublish, &reason).await.unwrap();
        assert_nothing_is_public(t, &address).await;
        let waiting = publication::queue(&t.app, reviewer).await.unwrap();
        assert!(waiting[0].was_taken_down);
        let seen = desk::view(&t.app, reviewer, case.id).await.unwrap();
        let form = seen.forms.iter().find(|f| f.action == ActionKind::Publish).unwrap();
        assert_eq!(form.fields[0].values, ["食堂增设坡道"], "the last wording is kept");
        assert_eq!(published(t, &case).await, "2026-2");
    }

    async fn only_picked_pictures_are_public_and_without_what_they_say_of_their_maker(t) {
        let file = |name: &str, bytes: &[u8]| RawFile {
            file_name: name.to_owned(),
            bytes: bytes.to_vec(),
            is_too_large: false,
        };
        let files = vec![file("王建国.png", AUTHORED), file("名单.txt", "王建国".as_bytes())];
        let receipt = submit_form(&t.app, &anonymous("食堂门口加坡道"), files).await.unwrap();
        let case: Case = receipt.into();
        answer(t, &case).await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        let attachments = t.app.store().read().attachments(case.id).await.unwrap();
        let id_of = |kind: &str| {
            let found = attachments.iter().find(|a| a.media_type.starts_with(kind));
            found.unwrap().id.to_string()
        };
        let reviewer = &t.people.publisher;
        let (picture, text) = (id_of("image/"), id_of("text/"));
        let with = |id| [&WORDING[..], &[("files", id)]].concat();
        let refused = t.act(reviewer, case.id, ActionKind::Publish, &with(text.as_str())).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
        let after = t.act(reviewer, case.id, ActionKind::Publish, &with(picture.as_str())).await;
        let address = after.unwrap().overlays.publication.published.unwrap().address();
        let (_, files) = publication::find(&t.app, &address).await.unwrap();
        assert_eq!(files.len(), 1);
        let bytes = t.app.store().get_blob(files[0].digest).await.unwrap().unwrap();
        let says = |bytes: &[u8]| bytes.windows(13).any(|w| w == b"secret-author");
        assert!(says(AUTHORED) && !says(&bytes));
        publication::withdraw_consent(&t.app, case.id).await.unwrap();
        assert_nothing_is_public(t, &address).await;
    }

    async fn only_the_reviewer_publishes_and_only_what_is_answered(t) {
        let people = &t.people;
        let case = t.in_progress("食堂门口加坡道").await;
        publication::consent(&t.app, case.id, "unnamed").await.unwrap();
        assert!(publication::queue(&t.app, &people.publisher).await.unwrap().is_empty());
        let early = t.act(&people.publisher, case.id, ActionKind::Publish, &WORDING).await;
        assert!(matches!(early, Err(AppError::Refused(_))), "{early:?}");
        t.reply(case.id).await;
        for other in [&people.clerk, &people.head, &people.leader] {
            let refused = t.act(other, case.id, ActionKind::Publish, &WORDING).await;
            assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        }
        assert_eq!(t.now_of(case.id).await.status, Status::Replied);
        assert_eq!(published(t, &case).await, "2026-1", "a refusal gives its number back");
    }
}
