//! What people do in a browser without scripts, in words.

use crate::form::Form;
use crate::html::{readable, text_of};
use crate::http::{Answer, Client};
use crate::server::Server;

/// A password that every rule accepts.
pub const PASSWORD: &str = "蓝天 铁锤 四月 茶杯 Riverboat-7291";

/// What a submitter takes home.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub ticket_no: String,
    pub code: String,
    /// Hash of the first event of the item.
    pub proof: String,
    pub page: Answer,
}

impl Receipt {
    /// Reads the receipt page; `None` when the page is not one.
    pub fn read(page: Answer) -> Option<Self> {
        let html = page.text();
        let ticket_no = text_of(&html, "receipt__no")?;
        let code = text_of(&html, "receipt__code")?;
        let proof = html.split_once("<code>")?.1.split('<').next()?.to_owned();
        Some(Self {
            ticket_no,
            code,
            proof,
            page,
        })
    }
}

/// The public form, filled in as an anonymous worker would.
pub fn anonymous_form(client: &mut Client, body: &str) -> Form {
    let page = client.get("/submit").expect(200);
    page.form("/submit")
        .set("intent", "suggest")
        .set("body", body)
        .set("identity", "anonymous")
        .set("consent", "yes")
}

/// The public form, filled in with a name, a phone and an address.
pub fn named_form(client: &mut Client, body: &str, name: &str, email: &str) -> Form {
    anonymous_form(client, body)
        .set("identity", "named")
        .set("name", name)
        .set("phone", "13800138000")
        .set("email", email)
}

/// Sends a public form and reads the receipt.
#[track_caller]
pub fn send(client: &mut Client, form: &Form) -> Receipt {
    let answer = client.submit(form);
    let page = client.follow(answer);
    assert_eq!(
        page.status,
        200,
        "the form was not taken: {}",
        readable(&page.text())
    );
    let text = page.text();
    Receipt::read(page).unwrap_or_else(|| panic!("no receipt: {}", readable(&text)))
}

/// Submits an anonymous suggestion with this text.
#[track_caller]
pub fn submit(client: &mut Client, body: &str) -> Receipt {
    let form = anonymous_form(client, body);
    send(client, &form)
}

/// Types a query code into the query page.
pub fn track(client: &mut Client, code: &str) -> Answer {
    let form = client
        .get("/track")
        .expect(200)
        .form("/track")
        .set("code", code);
    let answer = client.submit(&form);
    client.follow(answer)
}

/// Signs in; a one-time password is changed to [`PASSWORD`] on the way, which ends every session
/// of the account, so the person signs in once more.
#[track_caller]
pub fn sign_in(server: &Server, username: &str, password: &str) -> Client {
    let (mut client, page) = give_password(server, username, password);
    if !page.path.starts_with("/desk/password") {
        return client;
    }
    let form = page
        .form("/desk/password")
        .set("current", password)
        .set("new", PASSWORD)
        .set("again", PASSWORD);
    let answer = client.submit(&form);
    assert!(
        (300..400).contains(&answer.status),
        "the password was not changed: {}",
        readable(&answer.text())
    );
    give_password(server, username, PASSWORD).0
}

#[track_caller]
fn give_password(server: &Server, username: &str, password: &str) -> (Client, Answer) {
    let mut client = server.client();
    let form = client
        .get("/login")
        .expect(200)
        .form("/login")
        .set("username", username)
        .set("password", password);
    let answer = client.submit(&form);
    assert!(
        (300..400).contains(&answer.status),
        "{username} could not sign in: {}",
        readable(&answer.text())
    );
    let page = client.follow(answer).expect(200);
    (client, page)
}

/// Performs one action on a suggestion's page: fills the form that the page offers, sends it, and
/// gives the page that follows.
#[track_caller]
pub fn act(client: &mut Client, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form = client.visit(page).expect(200).form(&format!("/{action}"));
    for (name, value) in fields {
        form = form.set(name, value);
    }
    let answer = client.submit(&form);
    assert!(
        (300..400).contains(&answer.status),
        "{action} was refused: {} {}",
        answer.status,
        readable(&answer.text())
    );
    client.follow(answer).expect(200)
}
