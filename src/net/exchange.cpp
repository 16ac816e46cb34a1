// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/exchange.h"

#include "net/httprules.h"
#include "net/plainrequest.h"

#include <QCoreApplication>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace net {

using core::Cause;

namespace {

constexpr qint64 kReadChunk = 64LL * 1024;
constexpr qint64 kReadBuffer = 256LL * 1024;

} // namespace

Fault cancelledFault()
{
    return {Cause::Cancelled, QCoreApplication::translate("net", "Cancelled.")};
}

Exchange::Exchange(quint64 id, const Call &call, const FetchSettings &settings, const QElapsedTimer &clock)
    : m_id(id), m_call(call), m_clock(clock), m_host(call.url.host()),
      m_watch(settings.timeoutMs, settings.minBytesPerSecond, clock.elapsed())
{
}

Exchange::~Exchange()
{
    dropReply();
}

QNetworkRequest Exchange::request(const FetchSettings &settings, const QSslConfiguration &tls) const
{
    QNetworkRequest request = plainRequest(m_call.url);
    if (!settings.userAgent.isEmpty())
        request.setHeader(QNetworkRequest::UserAgentHeader, settings.userAgent);
    request.setRawHeader("Accept-Encoding", "identity"); // bodies are wanted as they lie there
    for (const auto &[name, value] : m_call.headers)
        request.setRawHeader(name, value);
    if (m_call.url.scheme() == QLatin1String("https"))
        request.setSslConfiguration(tls);
    return request;
}

void Exchange::start(QNetworkAccessManager &manager, const FetchSettings &settings,
                     const QSslConfiguration &tls)
{
    QNetworkRequest order = request(settings, tls);
    if (!m_call.bodyFile.isEmpty()) {
        m_file = std::make_unique<QFile>(m_call.bodyFile);
        if (!m_file->open(QIODevice::ReadOnly)) {
            fail({Cause::Storage, QCoreApplication::translate("net", "%1 cannot be read: %2.")
                                      .arg(m_call.bodyFile, m_file->errorString())});
            return;
        }
        order.setHeader(QNetworkRequest::ContentLengthHeader, m_file->size());
        m_reply = manager.sendCustomRequest(order, m_call.verb, m_file.get());
    } else if (m_call.verb == "GET") {
        m_reply = manager.get(order);
    } else if (m_call.verb == "HEAD") {
        m_reply = manager.head(order);
    } else {
        m_reply = manager.sendCustomRequest(order, m_call.verb, m_call.body);
    }
    m_reply->setReadBufferSize(kReadBuffer);
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64) {
        m_watch.received(sent - m_sent, m_clock.elapsed());
        m_sent = sent;
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Exchange::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::onFinished);
}

void Exchange::onHead()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_ended || status < 200 || m_answer.status != 0)
        return;
    m_answer.status = status;
    const QList<QNetworkReply::RawHeaderPair> headers = m_reply->rawHeaderPairs();
    for (const auto &[name, value] : headers)
        m_answer.headers.insert(name.toLower(), value);
    m_watch.restart(m_clock.elapsed());
    m_toSink = status == 200 && m_call.sink;
    if (!m_toSink)
        return;
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    const ResponseHead head{status, m_reply->rawHeader("Content-Type"),
                            length.isValid() ? length.toLongLong() : -1, m_call.url};
    m_answer.sinkFault = m_call.sink->begin(head);
    if (m_answer.sinkFault)
        end();
}

void Exchange::onReadyRead()
{
    while (!m_ended && m_reply) {
        const QByteArray bytes = m_reply->read(kReadChunk);
        if (bytes.isEmpty())
            return;
        m_watch.received(bytes.size(), m_clock.elapsed());
        if (!m_toSink) {
            m_answer.body += bytes.left(kLargestAnswer - m_answer.body.size());
            continue;
        }
        m_answer.sinkFault = m_call.sink->write(bytes);
        if (m_answer.sinkFault)
            end();
    }
}

void Exchange::onFinished()
{
    if (m_ended)
        return;
    onHead(); // some errors come with a head that was never announced
    onReadyRead();
    if (m_ended)
        return;
    const QNetworkReply::NetworkError error = m_reply->error();
    // A status that Qt calls an error is an answer; those below 200 are of the connection.
    const bool isWhole = m_answer.status != 0 &&
                         (error == QNetworkReply::NoError || error >= QNetworkReply::ContentAccessDenied);
    if (!isWhole) {
        fail(faultOfError(error, m_answer.status != 0, m_host, m_reply->errorString()));
        return;
    }
    if (m_toSink)
        m_answer.sinkFault = m_call.sink->finish();
    end();
}

void Exchange::tick(bool late)
{
    const qint64 now = m_clock.elapsed();
    if (late)
        m_watch.restart(now);
    else if (m_watch.isTooSlow(now))
        fail({Cause::Timeout, QCoreApplication::translate("net", "%1 did not answer in time.").arg(m_host)});
}

void Exchange::fail(const Fault &fault)
{
    if (m_ended)
        return;
    m_answer.fault = fault;
    end();
}

void Exchange::end()
{
    m_ended = true;
    dropReply();
    m_call.sink.reset();
    emit ended(m_id, m_answer);
}

void Exchange::dropReply()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    reply->disconnect(this);
    if (m_file)
        m_file.release()->setParent(reply); // it is read until the reply is gone
    reply->deleteLater();                   // ends the request
}

} // namespace net
