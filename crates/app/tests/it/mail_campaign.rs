//! A mailbox of a campaign: its letters are answers while the campaign runs, and letters always.

use huiyin_app::App;
use huiyin_app::arrival::{Mailbox, Reassign, deliver_mail, register_mail};
use huiyin_app::campaign::{CampaignForm, save_campaign};
use huiyin_app::desk::{self, MailboxHealth};
use huiyin_app::settings::{
    AfterTaking, IncomingSettings, LmtpRecipient, LmtpSettings, MailProtocol, MailTls,
};
use huiyin_core::{CampaignId, MailState, Personal, SuggestionId};

use crate::kit::{Letter, TestApp, on_both};

fn mailbox(campaign: &str) -> IncomingSettings {
    IncomingSettings {
        label: "安康杯信箱".into(),
        protocol: MailProtocol::Imap,
        host: "imap.example".into(),
        port: 993,
        tls: MailTls::Tls,
        user: "ankang@zgh.example".into(),
        password: Personal::new(String::new()),
        folder: "INBOX".into(),
        after: AfterTaking::Flag,
        poll_seconds: 60,
        idle: true,
        root_pem: None,
        unit: None,
        topic: None,
        campaign: Some(campaign.into()),
    }
}

async fn with(t: &TestApp, campaign: &str) -> App {
    t.another(|settings| settings.mail.incoming = vec![mailbox(campaign)])
        .await
}

/// September, by the code `ankang2026`.
async fn september(t: &TestApp) -> CampaignId {
    let form = CampaignForm {
        code: "ankang2026".into(),
        name: "安康杯金点子".into(),
        intro: "车间里哪里不安全，怎么改？".into(),
        opens_on: "2026-09-01".into(),
        closes_on: "2026-09-30".into(),
    };
    save_campaign(&t.app, &t.people.clerk, None, &form)
        .await
        .unwrap()
}

async fn arrives(app: &App, id: &str, name: String) -> (SuggestionId, huiyin_core::MailId) {
    let text = format!("配电箱旁边堆着纸箱，很不安全，请清走。（{id}）");
    let raw = Letter::new(id, "配电箱", &text).bytes();
    let place = Mailbox {
        name,
        uid_validity: Some(1),
        uid: Some(id.to_owned()),
    };
    let done = deliver_mail(app, raw, app.now(), place).await.unwrap();
    assert_eq!(done.state, MailState::Registered, "no letter is lost");
    (done.suggestion.unwrap(), done.mail)
}

async fn campaign_of(t: &TestApp, id: SuggestionId) -> Option<CampaignId> {
    desk::view(&t.app, &t.people.clerk, id)
        .await
        .unwrap()
        .campaign
}

on_both! {
    async fn letters_count_while_the_campaign_runs(t) {
        let id = september(t).await;
        let app = with(t, "ankang2026").await;
        let name = mailbox("").name();
        let (during, mail) = arrives(&app, "m-1", name.clone()).await;
        assert_eq!(campaign_of(t, during).await, Some(id));
        assert!(t.mail(mail).await.trace.contains("为征集活动“安康杯金点子”公布"));
        let view = desk::mailboxes(&app, &t.people.clerk).await.unwrap().remove(0);
        assert_eq!(view.health, MailboxHealth::Waiting);
        assert!(view.doubts.is_empty() && view.campaign.contains("安康杯金点子"), "{}", view.campaign);

        t.move_to("10-01 08:00");
        let (after, mail) = arrives(&app, "m-2", name).await;
        assert_eq!(campaign_of(t, after).await, None);
        assert!(t.mail(mail).await.trace.contains("已经结束，来信照常登记"));
        let view = desk::mailboxes(&app, &t.people.clerk).await.unwrap().remove(0);
        assert_eq!(view.health, MailboxHealth::Unsettled);
        assert!(view.doubts[0].contains("已经结束"), "{:?}", view.doubts);
        t.queued().await;
    }

    async fn an_unknown_code_loses_no_letter_and_is_told(t) {
        september(t).await;
        let app = with(t, "ankang2025").await;
        let (made, mail) = arrives(&app, "m-1", mailbox("").name()).await;
        assert_eq!(campaign_of(t, made).await, None);
        let trace = t.mail(mail).await.trace;
        assert!(trace.contains("没有代码为“ankang2025”的征集活动"), "{trace}");
        let view = desk::mailboxes(&app, &t.people.clerk).await.unwrap().remove(0);
        assert_eq!(view.health, MailboxHealth::Unsettled);
        assert!(view.doubts[0].contains("请改配置"));
        t.queued().await;
    }

    async fn addresses_of_an_own_mail_server_have_campaigns_too(t) {
        let id = september(t).await;
        let recipient = |address: &str, campaign: &str| LmtpRecipient {
            address: address.into(),
            unit: None,
            topic: None,
            campaign: Some(campaign.into()),
        };
        let app = t
            .another(|settings| {
                settings.mail.lmtp = Some(LmtpSettings {
                    listen: ([127, 0, 0, 1], 0).into(),
                    max_size: 1_000_000,
                    recipients: vec![
                        recipient("ankang@zgh.example", "ANKANG2026"),
                        recipient("old@zgh.example", "no-such"),
                    ],
                });
            })
            .await;
        let (good, _) = arrives(&app, "m-1", "lmtp:ankang@zgh.example".into()).await;
        let (other, _) = arrives(&app, "m-2", "lmtp:old@zgh.example".into()).await;
        assert_eq!(campaign_of(t, good).await, Some(id));
        assert_eq!(campaign_of(t, other).await, None);
        let doubts = desk::lmtp_doubts(&app, &t.people.clerk).unwrap();
        assert_eq!(doubts.len(), 1);
        assert_eq!(doubts[0].0, "old@zgh.example");
        assert!(desk::lmtp_doubts(&app, &t.people.handler).is_err());
        t.queued().await;
    }

    async fn a_letter_that_waited_for_a_clerk_keeps_the_campaign_of_its_day(t) {
        let id = september(t).await;
        let app = with(t, "ankang2026").await;
        let raw = Letter::new("m-1", "Re: [GH2026-000999]", "> 旧话\r\n> 旧话").bytes();
        let place = Mailbox {
            name: mailbox("").name(),
            uid_validity: Some(1),
            uid: Some("1".into()),
        };
        let done = deliver_mail(&app, raw, app.now(), place).await.unwrap();
        assert_eq!(done.state, MailState::Unmatched);
        t.move_to("10-09 09:00");
        let made = register_mail(&app, &t.people.clerk, done.mail, &Reassign::default())
            .await
            .unwrap();
        assert_eq!(campaign_of(t, made.suggestion.unwrap()).await, Some(id));
        t.queued().await;
    }
}
