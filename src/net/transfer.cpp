// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transfer.h"

#include "net/connecting.h"
#include "net/hostlookup.h"
#include "net/httprules.h"
#include "net/plainrequest.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>

namespace net {

using core::Cause;

namespace {

constexpr qint64 kReadChunk = 64 * 1024;
constexpr qint64 kReadBuffer = 256 * 1024;
//! Reading this much of an unwanted body is cheaper than a new connection.
constexpr qint64 kMostDiscarded = 64 * 1024;
constexpr qint64 kDiscardMs = 1000;

//! The same URL with the address that was checked in the place of the name, so that nobody resolves it again.
QUrl pinned(const QUrl &url, const QHostAddress &address)
{
    QUrl result = url;
    result.setHost(address.toString());
    return result;
}

QNetworkRequest requestFor(const TransferContext &context, const HopOrder &order)
{
    QNetworkRequest request = plainRequest(order.url);
    // The limit on decompressed bytes is our own; Qt's would end with an unclear error.
    request.setDecompressedSafetyCheckThreshold(-1);
    request.setRawHeader("Accept", order.accept);
    request.setHeader(QNetworkRequest::UserAgentHeader, context.settings.userAgent);
    if (order.url.scheme() == QLatin1String("https"))
        request.setSslConfiguration(context.tls);
    return request;
}

Fault tooLarge(const QString &host)
{
    return {Cause::TooLarge,
            QCoreApplication::translate("net", "The answer of %1 is larger than the limit (net.max_bytes).")
                .arg(host)};
}

} // namespace

Transfer::Transfer(const TransferContext &context, QNetworkAccessManager *manager, const HopOrder &order,
                   End end)
    : m_context(context), m_manager(manager), m_order(order), m_end(std::move(end)),
      m_host(hostKey(order.url)),
      m_watch(context.settings.timeoutMs, context.settings.minBytesPerSecond, context.clock.elapsed())
{
}

Transfer::~Transfer()
{
    dropReply();
}

void Transfer::start()
{
    if (!m_context.settings.proxy.isEmpty()) {
        if (const std::optional<Fault> fault = m_context.policy.checkProxied(m_order.url))
            fail(*fault);
        else
            send();
        return;
    }
    const QString host = m_order.url.host(QUrl::FullyEncoded);
    if (const std::optional<QHostAddress> literal = literalAddress(host)) {
        onResolved({*literal});
        return;
    }
    m_context.lookup->resolve(host, this,
                              [this](const QList<QHostAddress> &addresses) { onResolved(addresses); });
}

void Transfer::onResolved(const QList<QHostAddress> &addresses)
{
    if (m_ended)
        return;
    if (addresses.isEmpty()) {
        fail(faultOfError(QNetworkReply::HostNotFoundError, false, m_host, {}));
        return;
    }
    if (const std::optional<Fault> fault = m_context.policy.checkAddresses(m_order.url, addresses)) {
        fail(*fault);
        return;
    }
    m_addresses = addresses;
    send();
}

void Transfer::send()
{
    QNetworkRequest request = requestFor(m_context, m_order);
    if (m_nextAddress < m_addresses.size()) {
        request.setUrl(pinned(m_order.url, m_addresses.at(m_nextAddress)));
        request.setRawHeader("Host", hostHeader(m_order.url));
        // The name that the certificate must carry; it also keeps the connections of two names on one
        // address apart.
        request.setPeerVerifyName(m_order.url.host(QUrl::FullyEncoded));
    }
    ++m_nextAddress;
    m_watch.restart(m_context.clock.elapsed());
    m_reply = m_manager->get(request);
    m_reply->setReadBufferSize(kReadBuffer);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_requested = true; });
    connect(m_reply, &QNetworkReply::sslErrors, this, [this] { m_certificateRefused = true; });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Transfer::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &Transfer::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &Transfer::onFinished);
}

bool Transfer::isThrottled() const
{
    return m_status == 429 || (m_status == 503 && m_reply->hasRawHeader("Retry-After"));
}

void Transfer::onHead()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 200 || m_status != 0)
        return;
    m_status = status;
    m_requested = true;
    m_watch.restart(m_context.clock.elapsed());
    if (status < 300 && status != 206) {
        beginBody();
        return;
    }
    HopOutcome result = outcome();
    if (isThrottled()) {
        result.throttled = true;
        result.retryAfter = m_reply->rawHeader("Retry-After");
    } else if (isRedirect(status)) {
        const auto target = redirectTarget(m_order.url, m_reply->rawHeader("Location"));
        if (const auto *url = std::get_if<QUrl>(&target))
            result.redirect = *url;
        else
            result.fault = std::get<Fault>(target);
    } else {
        result.fault = faultOfStatus(status, m_host);
        // A challenge page says so in a header of its own, whatever its status.
        if (m_reply->rawHeader("cf-mitigated") == "challenge")
            result.fault->cause = Cause::Blocked;
    }
    endAfterBody(result);
}

void Transfer::beginBody()
{
    m_inBody = true;
    ResponseHead head;
    head.status = m_status;
    head.contentType = m_reply->rawHeader("Content-Type");
    head.url = m_order.url;
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid())
        head.contentLength = length.toLongLong();
    const qint64 sent = m_reply->attribute(QNetworkRequest::OriginalContentLengthAttribute).toLongLong();
    if (std::max(head.contentLength, sent) > m_context.settings.maxBytes) {
        fail(tooLarge(m_host));
        return;
    }
    if (!m_order.sink)
        return;
    if (const std::optional<Fault> fault = m_order.sink->begin(head))
        fail(*fault);
}

void Transfer::onReadyRead()
{
    if (m_ended)
        return;
    if (m_decided)
        discardBody();
    else if (m_inBody)
        readBody();
}

void Transfer::readBody()
{
    for (;;) {
        const QByteArray bytes = m_reply->read(kReadChunk);
        if (bytes.isEmpty())
            return;
        m_bytes += bytes.size();
        m_watch.received(bytes.size(), m_context.clock.elapsed());
        if (m_bytes > m_context.settings.maxBytes) {
            fail(tooLarge(m_host));
            return;
        }
        if (!m_order.sink)
            continue;
        if (const std::optional<Fault> fault = m_order.sink->write(bytes)) {
            fail(*fault);
            return;
        }
    }
}

void Transfer::discardBody()
{
    for (;;) {
        const QByteArray bytes = m_reply->read(kReadChunk);
        if (bytes.isEmpty())
            return;
        m_discarded += bytes.size();
        if (m_discarded > kMostDiscarded) {
            end(*m_decided);
            return;
        }
    }
}

void Transfer::endAfterBody(HopOutcome result)
{
    m_decided = std::move(result);
    m_discardUntilMs = m_context.clock.elapsed() + std::min<qint64>(kDiscardMs, m_context.settings.timeoutMs);
}

bool Transfer::tryNextAddress(int error)
{
    const bool unreachable =
        error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::UnknownNetworkError;
    if (!unreachable || m_requested || m_status != 0 || m_nextAddress >= m_addresses.size())
        return false;
    dropReply();
    send();
    return true;
}

void Transfer::onFinished()
{
    if (m_ended)
        return;
    onHead(); // some errors come with a head that was never announced
    if (m_ended)
        return;
    if (m_decided) {
        end(*m_decided);
        return;
    }
    if (m_inBody)
        readBody();
    if (m_ended)
        return;
    const QNetworkReply::NetworkError error = m_reply->error();
    if (error != QNetworkReply::NoError || !m_inBody) {
        if (tryNextAddress(error))
            return;
        Fault fault = faultOfError(error, m_inBody, m_host, m_reply->errorString());
        fault.isCertificate = m_certificateRefused;
        fail(fault);
        return;
    }
    // Qt 6.4 takes a chunk size that is no number, and mostly a connection that ends between chunks, for the
    // end of the body. Where something came only the body itself can tell (an image that is not whole, a page
    // that is cut off); where nothing came it is visible here.
    if (m_bytes == 0 && m_reply->rawHeader("Transfer-Encoding").toLower().contains("chunked")) {
        fail(faultOfError(QNetworkReply::RemoteHostClosedError, true, m_host, {}));
        return;
    }
    if (m_order.sink) {
        if (const std::optional<Fault> fault = m_order.sink->finish()) {
            fail(*fault);
            return;
        }
    }
    end(outcome());
}

void Transfer::tick(bool late)
{
    if (m_ended)
        return;
    if (m_reply)
        onReadyRead(); // what has arrived counts before the judgement
    if (m_ended)
        return;
    const qint64 now = m_context.clock.elapsed();
    if (m_decided) {
        if (now >= m_discardUntilMs)
            end(*m_decided);
        return;
    }
    if (late) {
        m_watch.restart(now);
        return;
    }
    if (!m_watch.isTooSlow(now))
        return;
    if (!m_reply) {
        fail(faultOfError(QNetworkReply::HostNotFoundError, false, m_host, {}));
        return;
    }
    const QString message = m_inBody ? QCoreApplication::translate("net", "%1 sent its answer too slowly.")
                                     : QCoreApplication::translate("net", "%1 did not answer in time.");
    fail({Cause::Timeout, message.arg(m_host)});
}

void Transfer::abort()
{
    fail({Cause::Cancelled, QCoreApplication::translate("net", "Cancelled.")});
}

HopOutcome Transfer::outcome() const
{
    HopOutcome result;
    result.id = m_order.id;
    result.status = m_status;
    result.bytes = m_bytes;
    result.requested = m_requested;
    return result;
}

void Transfer::fail(const Fault &fault)
{
    HopOutcome result = outcome();
    result.fault = fault;
    end(std::move(result));
}

void Transfer::end(HopOutcome result)
{
    if (m_ended)
        return;
    m_ended = true;
    dropReply();
    m_order.sink.reset();
    m_end(this, result);
}

void Transfer::dropReply()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->disconnect(this);
    reply->deleteLater(); // ends the request; abort() inside a signal of the reply makes Qt complain
}

} // namespace net
