//! Letters, and how far along the way they are.

use huiyin_app::arrival::{Receipt, SubmissionForm, submit_form};
use huiyin_app::handling::{self, ActionForm};
use huiyin_app::{AppError, desk, tracking};
use huiyin_core::{LookupCode, StaffActor, Status, SuggestionId, TicketNo};
use huiyin_workflow::{ActionKind, Suggestion};

use super::bench::TestApp;

/// A registered letter as its submitter knows it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: SuggestionId,
    pub(crate) ticket_no: TicketNo,
    pub(crate) code: LookupCode,
}

impl From<Receipt> for Case {
    fn from(receipt: Receipt) -> Self {
        Self {
            id: receipt.id,
            ticket_no: receipt.ticket_no,
            code: receipt.lookup,
        }
    }
}

/// A posted form of an action.
pub(crate) fn form(fields: &[(&str, &str)]) -> ActionForm {
    let pairs = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ActionForm::new(pairs)
}

/// The public form without a name on it.
pub(crate) fn anonymous(title: &str) -> SubmissionForm {
    SubmissionForm {
        intent: "suggest".to_owned(),
        title: title.to_owned(),
        body: format!("{title}：二号食堂门口有三级台阶，轮椅进不去，请加一条坡道。"),
        identity_level: "anonymous".to_owned(),
        ..SubmissionForm::default()
    }
}

/// The public form with a name and an address.
pub(crate) fn named(title: &str) -> SubmissionForm {
    SubmissionForm {
        identity_level: "named".to_owned(),
        name: "王建国".to_owned(),
        email: "wang.jianguo@mail.example".to_owned(),
        consent: "on".to_owned(),
        ..anonymous(title)
    }
}

/// Sends the public form.
pub(crate) async fn web(t: &TestApp, form: &SubmissionForm) -> Receipt {
    submit_form(&t.app, form, Vec::new()).await.unwrap()
}

const FINAL_REPLY: [(&str, &str); 4] = [
    ("reply_kind", "final"),
    ("point_1", "坡道已于九月七日修好，请您试用。"),
    ("result_class", "A"),
    ("adoption", "adopted"),
];

impl TestApp {
    /// A member of staff opens the page, fills in the form and sends it.
    pub(crate) async fn act(
        &self,
        actor: &StaffActor,
        id: SuggestionId,
        kind: ActionKind,
        fields: &[(&str, &str)],
    ) -> Result<Suggestion, AppError> {
        let seen = desk::view(&self.app, actor, id).await?.suggestion;
        let actions = handling::parse_all(&self.app, &seen, kind, &form(fields)).await?;
        handling::perform_all(&self.app, actor, id, seen.revision, actions).await
    }

    /// The state as it is.
    pub(crate) async fn now_of(&self, id: SuggestionId) -> Suggestion {
        let found = self.app.store().read().load_unlocked(id).await.unwrap();
        found.unwrap()
    }

    pub(crate) async fn submitted(&self, title: &str) -> Case {
        web(self, &anonymous(title)).await.into()
    }

    pub(crate) async fn accepted(&self, title: &str) -> Case {
        let case = self.submitted(title).await;
        self.accept(case.id).await;
        case
    }

    pub(crate) async fn assigned(&self, title: &str) -> Case {
        let case = self.accepted(title).await;
        self.assign(case.id).await;
        case
    }

    pub(crate) async fn in_progress(&self, title: &str) -> Case {
        let case = self.assigned(title).await;
        self.acknowledge(case.id).await;
        case
    }

    pub(crate) async fn replied(&self, title: &str) -> Case {
        let case = self.in_progress(title).await;
        self.reply(case.id).await;
        case
    }

    /// Rated by the submitter.
    pub(crate) async fn rated(&self, title: &str, result: &str) -> Case {
        let case = self.replied(title).await;
        let rating = form(&[
            ("result", result),
            ("attitude", "satisfied"),
            ("speed", "satisfied"),
        ]);
        tracking::rate(&self.app, case.id, &rating).await.unwrap();
        case
    }

    pub(crate) async fn accept(&self, id: SuggestionId) {
        let fields = [("kind", "proposal")];
        let clerk = &self.people.clerk;
        let after = self.act(clerk, id, ActionKind::Accept, &fields).await;
        assert_eq!(after.unwrap().status, Status::Accepted);
    }

    /// To the rights department, with the legal aid centre in support.
    pub(crate) async fn assign(&self, id: SuggestionId) {
        let people = &self.people;
        let (lead, support) = (people.rights.to_string(), people.legal_aid.to_string());
        let fields = [("lead", lead.as_str()), ("supports", support.as_str())];
        let after = self
            .act(&people.clerk, id, ActionKind::Assign, &fields)
            .await;
        assert_eq!(after.unwrap().status, Status::Assigned);
    }

    pub(crate) async fn acknowledge(&self, id: SuggestionId) {
        let handler = self.people.handler.account.to_string();
        let fields = [("handler", handler.as_str())];
        let liaison = &self.people.liaison;
        let after = self
            .act(liaison, id, ActionKind::Acknowledge, &fields)
            .await;
        assert_eq!(after.unwrap().status, Status::InProgress);
    }

    /// Draft and signature.
    pub(crate) async fn reply(&self, id: SuggestionId) {
        let people = &self.people;
        let draft = self
            .act(&people.handler, id, ActionKind::DraftReply, &FINAL_REPLY)
            .await;
        assert_eq!(draft.unwrap().status, Status::InReview);
        let signed = self.act(&people.head, id, ActionKind::SignOff, &[]).await;
        assert_eq!(signed.unwrap().status, Status::Replied);
    }
}
