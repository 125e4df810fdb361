//! The connection: encrypted or not, never silent for longer than allowed, never endless.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep, timeout};
use tokio_rustls::TlsConnector;

use super::remote::FetchError;

/// A place on the net.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Further trusted roots in PEM.
    pub(crate) extra_root_pem: Option<Vec<u8>>,
    /// For connecting and for the handshake.
    pub(crate) timeout: Duration,
}

/// Anything that can be talked over.
pub(crate) trait Channel: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Channel for T {}

/// Puts limits on a channel. Some servers just stop answering, and the client library waits for
/// ever; others could send without end.
pub(crate) struct Guarded {
    inner: Box<dyn Channel>,
    patience: Duration,
    /// Running while we wait.
    alarm: Option<Pin<Box<Sleep>>>,
    /// Bytes that may still be read before the caller renews it.
    budget: u64,
}

impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guarded")
    }
}

impl Guarded {
    pub(crate) fn new(inner: Box<dyn Channel>, patience: Duration) -> Self {
        // greeting, capabilities and login need no more
        Self {
            inner,
            patience,
            alarm: None,
            budget: 1024 * 1024,
        }
    }

    /// Bears that much silence from now on.
    pub(crate) fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
        self.alarm = None;
    }

    /// Allows that many bytes from now on.
    pub(crate) fn allow(&mut self, bytes: u64) {
        self.budget = bytes;
    }

    pub(crate) fn into_inner(self) -> Box<dyn Channel> {
        self.inner
    }

    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<std::io::Result<T>> {
        let patience = self.patience;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep(patience)));
        match alarm.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(std::io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.inner).poll_read(cx, buf) {
            Poll::Pending => self.wait(cx),
            Poll::Ready(Ok(())) => {
                self.alarm = None;
                let read = (buf.filled().len() - before) as u64;
                match self.budget.checked_sub(read) {
                    Some(left) => {
                        self.budget = left;
                        Poll::Ready(Ok(()))
                    }
                    None => Poll::Ready(Err(std::io::ErrorKind::FileTooLarge.into())),
                }
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        }
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        match Pin::new(&mut self.inner).poll_write(cx, buf) {
            Poll::Pending => self.wait(cx),
            Poll::Ready(result) => {
                self.alarm = None;
                Poll::Ready(result)
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match Pin::new(&mut self.inner).poll_flush(cx) {
            Poll::Pending => self.wait(cx),
            Poll::Ready(result) => {
                self.alarm = None;
                Poll::Ready(result)
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match Pin::new(&mut self.inner).poll_shutdown(cx) {
            Poll::Pending => self.wait(cx),
            Poll::Ready(result) => Poll::Ready(result),
        }
    }
}

/// Opens the TCP connection.
pub(crate) async fn connect(config: &Endpoint) -> Result<Box<dyn Channel>, FetchError> {
    let failed = |source| FetchError::Connect {
        host: config.host.clone(),
        port: config.port,
        source,
    };
    match timeout(
        config.timeout,
        TcpStream::connect((config.host.as_str(), config.port)),
    )
    .await
    {
        Ok(Ok(stream)) => {
            stream.set_nodelay(true).map_err(failed)?;
            Ok(Box::new(stream))
        }
        Ok(Err(source)) => Err(failed(source)),
        Err(_elapsed) => Err(failed(std::io::ErrorKind::TimedOut.into())),
    }
}

/// Encrypts a channel: the roots of the web, and what the configuration adds.
pub(crate) async fn encrypt(
    config: &Endpoint,
    channel: Box<dyn Channel>,
) -> Result<Box<dyn Channel>, FetchError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(pem) = &config.extra_root_pem {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_unreadable| FetchError::Root)?;
            roots
                .add(certificate)
                .map_err(|_unusable| FetchError::Root)?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| FetchError::Tls(std::io::Error::other(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(config.host.clone())
        .map_err(|error| FetchError::Tls(std::io::Error::other(error)))?;
    let handshake = TlsConnector::from(Arc::new(tls)).connect(name, channel);
    match timeout(config.timeout, handshake).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(source)) => Err(FetchError::Tls(source)),
        Err(_elapsed) => Err(FetchError::Timeout),
    }
}
