//! The accept loop. Our own, because `axum::serve` has no header-read timeout: a client that sends
//! its headers one byte a minute would hold a connection for ever.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// How the loop behaves.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// Longest time for the headers of a request.
    pub header_timeout: Duration,
    /// Longest wait for running requests at shutdown.
    pub drain: Duration,
}

impl Default for Serving {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(15),
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves until `stop` completes, then lets running requests finish. Gives whether all of them did.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    serving: Serving,
    stop: impl Future<Output = ()>,
) -> bool {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(serving.header_timeout);
    builder.http2().timer(TokioTimer::new());
    let graceful = GracefulShutdown::new();
    let connections = tokio_util::task::TaskTracker::new();
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // out of file descriptors, or a client gone before it was accepted
                    tracing::warn!(error = &error as &dyn std::error::Error, "accept failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        // small answers leave at once
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let service = service(router.clone(), peer);
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let watched = graceful.watch(connection);
        connections.spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(
                    error = error.as_ref() as &dyn std::error::Error,
                    "connection ended"
                );
            }
        });
    }
    drop(listener);
    connections.close();
    tokio::time::timeout(serving.drain, async {
        graceful.shutdown().await;
        connections.wait().await;
    })
    .await
    .is_ok()
}

fn service(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone {
    hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    })
}
