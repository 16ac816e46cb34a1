// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/callthread.h"

#include "net/connecting.h"
#include "net/httprules.h"
#include "net/progresswatch.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSemaphore>
#include <QTimer>

#include <algorithm>
#include <deque>

namespace net {

using core::Cause;

namespace {

//! As many connections as Qt's manager opens to one host: a call that it made wait would seem slow.
constexpr qsizetype kAtOnce = 6;
constexpr qint64 kReadChunk = 64 * 1024;
constexpr qint64 kReadBuffer = 256 * 1024;

Fault cancelled()
{
    return {Cause::Cancelled, QCoreApplication::translate("net", "Cancelled.")};
}

} // namespace

//! One call under way. Lives in the call thread; ended() comes exactly once.
class Exchange : public QObject
{
    Q_OBJECT

public:
    Exchange(quint64 id, const Call &call, const FetchSettings &settings, const QElapsedTimer &clock)
        : m_id(id), m_call(call), m_clock(clock), m_host(call.url.host()),
          m_watch(settings.timeoutMs, settings.minBytesPerSecond, clock.elapsed())
    {
    }
    ~Exchange() override { dropReply(); }

    void start(QNetworkAccessManager &manager, const FetchSettings &settings, const QSslConfiguration &tls);
    void abort() { fail(cancelled()); }
    void tick(bool late);
    quint64 id() const { return m_id; }

signals:
    void ended(quint64 id, const net::Answer &answer);

private:
    QNetworkRequest request(const FetchSettings &settings, const QSslConfiguration &tls) const;
    void onHead();
    void onReadyRead();
    void onFinished();
    void fail(const Fault &fault);
    void end();
    void dropReply();

    quint64 m_id;
    Call m_call;
    const QElapsedTimer &m_clock;
    QString m_host;
    ProgressWatch m_watch;
    std::unique_ptr<QFile> m_file;
    QNetworkReply *m_reply = nullptr;
    Answer m_answer;
    qint64 m_sent = 0;
    bool m_toSink = false;
    bool m_ended = false;
};

QNetworkRequest Exchange::request(const FetchSettings &settings, const QSslConfiguration &tls) const
{
    QNetworkRequest request(m_call.url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
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

//! What runs inside the thread.
class CallThread::Worker : public QObject
{
public:
    Worker(const FetchSettings &settings, const Report &report)
        : m_settings(settings), m_report(report), m_tls(tlsOf(settings.caFile))
    {
        m_manager.setProxy(proxyOf(settings.proxy));
        m_manager.setAutoDeleteReplies(false);
        m_clock.start();
        m_timer.setInterval(std::clamp(settings.timeoutMs / 8, 5, 500));
        connect(&m_timer, &QTimer::timeout, this, &Worker::tick);
    }
    ~Worker() override { qDeleteAll(m_active); }

    void start(quint64 id, const Call &call)
    {
        m_waiting.push_back({id, call});
        next();
    }
    void abort(quint64 id)
    {
        if (Exchange *exchange = m_active.value(id)) {
            exchange->abort();
            return;
        }
        const auto found = std::find_if(m_waiting.begin(), m_waiting.end(),
                                        [id](const auto &waiting) { return waiting.first == id; });
        if (found == m_waiting.end())
            return;
        m_waiting.erase(found);
        Answer answer;
        answer.fault = cancelled();
        m_report(id, answer);
    }

private:
    void next()
    {
        while (m_active.size() < kAtOnce && !m_waiting.empty()) {
            const auto [id, call] = m_waiting.front();
            m_waiting.pop_front();
            auto *exchange = new Exchange(id, call, m_settings, m_clock);
            m_active.insert(id, exchange);
            connect(exchange, &Exchange::ended, this, [this, exchange](quint64 which, const Answer &answer) {
                m_active.remove(which);
                exchange->deleteLater();
                m_report(which, answer);
                next();
            });
            if (!m_timer.isActive()) {
                m_tickedMs = m_clock.elapsed();
                m_timer.start();
            }
            exchange->start(m_manager, m_settings, m_tls);
        }
    }
    void tick()
    {
        const qint64 now = m_clock.elapsed();
        // Far too late: this thread, or the machine, stood still. That is nobody's fault.
        const bool late = now - m_tickedMs > 4LL * m_timer.interval() + 250;
        m_tickedMs = now;
        const QList<Exchange *> active = m_active.values();
        for (Exchange *exchange : active)
            exchange->tick(late);
        if (m_active.isEmpty())
            m_timer.stop();
    }

    const FetchSettings &m_settings;
    const Report &m_report;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_manager;
    QElapsedTimer m_clock;
    QTimer m_timer;
    qint64 m_tickedMs = 0;
    std::deque<std::pair<quint64, Call>> m_waiting;
    QHash<quint64, Exchange *> m_active;
};

CallThread::CallThread(const FetchSettings &settings, Report report)
    : m_settings(settings), m_report(std::move(report))
{
    setObjectName(QStringLiteral("calls"));
    m_inbox.moveToThread(this);
}

CallThread::~CallThread()
{
    quit();
    wait();
}

void CallThread::run()
{
    Worker worker(m_settings, m_report);
    m_worker = &worker;
    exec();
    m_worker = nullptr;
}

void CallThread::post(quint64 id, const Call &call)
{
    if (!isRunning())
        start();
    QMetaObject::invokeMethod(
        &m_inbox, [this, id, call] { m_worker->start(id, call); }, Qt::QueuedConnection);
}

void CallThread::abort(quint64 id)
{
    QMetaObject::invokeMethod(
        &m_inbox, [this, id] { m_worker->abort(id); }, Qt::QueuedConnection);
}

Answer callNow(const FetchSettings &settings, const Call &call)
{
    Answer result;
    QSemaphore answered;
    CallThread thread(settings, [&](quint64, const Answer &answer) {
        result = answer;
        answered.release();
    });
    thread.post(0, call);
    answered.acquire();
    return result;
}

} // namespace net

#include "callthread.moc"
