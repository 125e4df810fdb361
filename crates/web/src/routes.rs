//! All routes in one place, each with who may reach it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::access::{
    ACCOUNT_ADMINS, ARCHIVISTS, Access, CALENDAR_KEEPERS, CAMPAIGN_KEEPERS, HEALTH_READERS,
    ITEM_ROLES, MAILBOX_KEEPERS, ORGANISATION_KEEPERS, PUBLISHERS, REGISTRARS, ROUTING_KEEPERS,
    STATISTICS_READERS, WORDING_KEEPERS,
};
use crate::fault::{Fault, panicked, render};
use crate::guard::guard;
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::public;
use crate::staff;
use crate::state::Web;

/// Bytes of a body that are read at all. Above what a form may carry, because a file that is too
/// large is read past, so that the page can come back with the text.
const BODY_MAX: usize = 256 * 1024 * 1024;

/// Nothing is loaded from anywhere else, nothing is embedded anywhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

struct Entry {
    method: &'static str,
    path: &'static str,
    access: Access,
    handler: MethodRouter<Web>,
}

#[derive(Default)]
struct Table(Vec<Entry>);

impl Table {
    fn add(
        &mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: MethodRouter<Web>,
    ) {
        self.0.push(Entry {
            method,
            path,
            access,
            handler,
        });
    }

    fn get<H, T>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: axum::handler::Handler<T, Web>,
        T: 'static,
    {
        self.add("GET", path, access, get(handler));
    }

    fn post<H, T>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: axum::handler::Handler<T, Web>,
        T: 'static,
    {
        self.add("POST", path, access, post(handler));
    }
}

fn table() -> Table {
    let mut t = Table::default();
    let items = Access::AnyOf(ITEM_ROLES);
    let registrars = Access::AnyOf(REGISTRARS);
    let admins = Access::AnyOf(ACCOUNT_ADMINS);
    let health = Access::AnyOf(HEALTH_READERS);
    let keepers = Access::AnyOf(CALENDAR_KEEPERS);
    let routing = Access::AnyOf(ROUTING_KEEPERS);
    let campaigns = Access::AnyOf(CAMPAIGN_KEEPERS);
    let readers = Access::AnyOf(STATISTICS_READERS);
    let publishers = Access::AnyOf(PUBLISHERS);
    let archivists = Access::AnyOf(ARCHIVISTS);

    t.get("/assets/{file}", Access::Public, public::asset);
    t.get("/healthz", Access::Public, public::healthz);
    t.get(urls::HOME, Access::Public, public::home);
    t.get(urls::PRIVACY, Access::Public, public::privacy);
    t.get(urls::PUBLIC, Access::Public, public::published_list);
    t.get("/public/{id}", Access::Public, public::published);
    t.get(
        "/public/{id}/files/{no}",
        Access::Public,
        public::published_file,
    );
    t.get(urls::SUBMIT, Access::Public, public::submit_page);
    t.get("/c/{code}", Access::Public, public::campaign_page);
    t.post(urls::SUBMIT, Access::Public, public::submit);
    t.get(urls::TRACK, Access::Public, public::track_entry);
    t.post(urls::TRACK, Access::Public, public::track_by_code);
    t.get("/t/{code}", Access::CodeHolder, public::track);
    t.get(
        "/t/{code}/files/{id}",
        Access::CodeHolder,
        public::track_file,
    );
    t.post(
        "/t/{code}/supplement",
        Access::CodeHolder,
        public::track_supplement,
    );
    t.post("/t/{code}/rate", Access::CodeHolder, public::track_rate);
    t.post("/t/{code}/review", Access::CodeHolder, public::track_review);
    t.post("/t/{code}/consent", Access::CodeHolder, public::consent);
    t.post(
        "/t/{code}/withdraw-consent",
        Access::CodeHolder,
        public::withdraw_consent,
    );
    t.get(
        "/t/{code}/withdraw",
        Access::CodeHolder,
        public::withdraw_page,
    );
    t.post("/t/{code}/withdraw", Access::CodeHolder, public::withdraw);

    t.get(urls::LOGIN, Access::Public, staff::login_page);
    t.post(urls::LOGIN, Access::Public, staff::login);
    t.post(urls::LOGOUT, Access::SignedIn, staff::logout);
    t.get(urls::PASSWORD, Access::SignedIn, staff::password_page);
    t.post(urls::PASSWORD, Access::SignedIn, staff::password);
    // administrators have no worklist and are led to their own pages
    t.get(urls::DESK, Access::SignedIn, staff::worklist);
    t.get(urls::REGISTER, registrars, staff::register_page);
    t.post(urls::REGISTER, registrars, staff::register);
    t.get(urls::SEARCH, items, staff::search);
    t.get(urls::SEARCH_JSON, items, staff::search_json);
    t.get(urls::SEARCH_SUGGEST, items, staff::search_suggest);
    t.get(urls::SEARCH_EXPORT, items, staff::search_export);
    t.get("/desk/suggestions/{id}", items, staff::suggestion);
    t.get("/desk/suggestions/{id}/due.json", items, staff::due_json);
    t.post("/desk/suggestions/{id}/reveal", items, staff::reveal);
    t.post("/desk/suggestions/{id}/{action}", items, staff::act);
    t.get("/desk/attachments/{id}", items, staff::attachment);
    t.get(urls::MAIL, registrars, staff::mail_list);
    t.get("/desk/mail/{id}", registrars, staff::mail);
    t.get("/desk/mail/{id}/raw", registrars, staff::mail_raw);
    t.post("/desk/mail/{id}/{action}", registrars, staff::mail_act);
    let mailboxes = Access::AnyOf(MAILBOX_KEEPERS);
    t.get(urls::MAILBOXES, mailboxes, staff::mailboxes);
    t.post("/desk/mailboxes/{id}/resend", mailboxes, staff::resend);
    let wording = Access::AnyOf(WORDING_KEEPERS);
    t.get(urls::WORDING, wording, staff::wordings);
    t.get("/desk/wording/{kind}", wording, staff::wording);
    t.post("/desk/wording/{kind}/{action}", wording, staff::wording_act);
    t.get(urls::NOTICES, items, staff::notices);
    t.post(urls::NOTICES, items, staff::read_notices);
    t.get(urls::STATISTICS, readers, staff::statistics);
    t.get(urls::STATISTICS_ITEMS, readers, staff::statistics_items);
    t.get(urls::STATISTICS_EXPORT, readers, staff::statistics_export);
    t.get(urls::STATISTICS_SUMMARY, readers, staff::statistics_summary);
    t.get(urls::PUBLICATION, publishers, staff::publication_queue);
    t.get("/desk/publication/{id}", publishers, staff::publication);
    t.get(urls::ARCHIVE, archivists, staff::archive);
    t.get("/desk/archive/{id}", archivists, staff::archived);
    t.get(
        "/desk/archive/{id}/package",
        archivists,
        staff::archive_package,
    );
    t.post("/desk/archive/{id}/full", archivists, staff::archive_full);
    t.get(urls::ACCOUNTS, admins, staff::accounts);
    t.post(urls::ACCOUNTS, admins, staff::add_account);
    t.get("/desk/accounts/{id}", admins, staff::account);
    t.post("/desk/accounts/{id}/{action}", admins, staff::account_act);
    let organisers = Access::AnyOf(ORGANISATION_KEEPERS);
    t.get(urls::ORGANISATION, organisers, staff::organisation);
    t.post(urls::ORGANISATION, organisers, staff::add_unit);
    t.get("/desk/organisation/{id}", organisers, staff::unit);
    t.post(
        "/desk/organisation/{id}/{action}",
        organisers,
        staff::unit_act,
    );
    t.get(urls::CALENDAR, Access::SignedIn, staff::calendar);
    t.post(urls::CALENDAR_IMPORT, keepers, staff::preview_calendar);
    t.post(urls::CALENDAR_CONFIRM, keepers, staff::confirm_calendar);
    t.get(urls::CAMPAIGNS, campaigns, staff::campaigns);
    t.post(urls::CAMPAIGNS, campaigns, staff::add_campaign);
    t.get("/desk/campaigns/{id}", campaigns, staff::campaign);
    t.post("/desk/campaigns/{id}", campaigns, staff::change_campaign);
    t.get(
        "/desk/campaigns/{id}/poster",
        campaigns,
        staff::campaign_poster,
    );
    t.get(urls::ROUTING, routing, staff::routing_rules);
    t.get(urls::ROUTING_NEW, routing, staff::new_routing_rule);
    t.get("/desk/routing/rules/{code}", routing, staff::routing_rule);
    t.get(urls::ROUTING_DRY_RUN, routing, staff::routing_dry_run);
    t.post(urls::ROUTING_PREVIEW, routing, staff::preview_routing_rule);
    t.post(urls::ROUTING_CONFIRM, routing, staff::save_routing_rule);
    t.get(urls::RULES, Access::SignedIn, staff::rules);
    t.post(urls::RULES_PREVIEW, keepers, staff::preview_rules);
    t.post(urls::RULES_CONFIRM, keepers, staff::confirm_rules);
    t.get(urls::HEALTH, health, staff::health);
    t.post(urls::HEALTH, health, staff::verify);
    t
}

/// Every route as (method, path, access), in the order of declaration.
pub fn access_table() -> Vec<(&'static str, &'static str, Access)> {
    table()
        .0
        .into_iter()
        .map(|e| (e.method, e.path, e.access))
        .collect()
}

/// The whole site.
pub fn router(web: Web) -> Router {
    let mut router = Router::new();
    for entry in table().0 {
        let guarded = entry
            .handler
            .layer(from_fn_with_state((web.clone(), entry.access), guard));
        router = router.route(entry.path, guarded);
    }
    router
        .fallback(async || Fault::new(ErrorKind::NotFound))
        .method_not_allowed_fallback(async || Fault::new(ErrorKind::MethodNotAllowed))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(web.clone(), render))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CONTENT_SECURITY_POLICY),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        // a query code may stand in the address: it must not travel to other sites
        .layer(SetResponseHeaderLayer::overriding(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("geolocation=(), camera=(), microphone=()"),
        ))
        .layer(map_response(no_store))
        .with_state(web)
}

/// Pages carry tokens and personal data, so nothing but assets may stay in a cache.
async fn no_store(mut response: Response) -> Response {
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
