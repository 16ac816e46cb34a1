// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/addresscheck.h"
#include "net/fetch.h"
#include "net/fetchpool.h"
#include "net/progresswatch.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSslConfiguration>

#include <functional>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;

namespace net {

class HostLookup;

//! One request without its redirects: what the dispatcher hands to a fetch thread.
struct HopOrder
{
    quint64 id = 0;
    QUrl url;
    QByteArray accept;
    std::shared_ptr<Sink> sink;
};

//! How it ended: whole (nothing set), a fault, a redirect to follow, or "too many requests".
struct HopOutcome
{
    quint64 id = 0;
    std::optional<Fault> fault;
    std::optional<QUrl> redirect;
    bool throttled = false;
    QByteArray retryAfter; //!< the header's bytes when throttled
    bool requested = false;
    int status = 0;
    qint64 bytes = 0;
};

//! What the transfers of a fetch thread share; outlives them.
struct TransferContext
{
    FetchSettings settings;
    AddressPolicy policy;
    HostLookup *lookup = nullptr;
    QSslConfiguration tls;
    QElapsedTimer clock;
};

//! Carries out one hop: resolve, check the addresses, connect to a checked one, stream the body to the sink.
//! Lives in a fetch thread. Ends by exactly one call of the end function, after which the owner deletes it.
class Transfer : public QObject
{
    Q_OBJECT

public:
    using End = std::function<void(Transfer *, const HopOutcome &)>;

    Transfer(const TransferContext &context, QNetworkAccessManager *manager, const HopOrder &order, End end);
    ~Transfer() override;

    void start();
    void abort();
    //! Called a few times per timeout. @param late nobody could look in between: time does not count.
    void tick(bool late);

    const HopOrder &order() const { return m_order; }
    QNetworkAccessManager *manager() const { return m_manager; }

private:
    void onResolved(const QList<QHostAddress> &addresses);
    void send();
    void onHead();
    void beginBody();
    void onReadyRead();
    void readBody();
    void discardBody();
    void onFinished();
    bool tryNextAddress(int error);
    //! Waits for the rest of a short answer so that the connection can be used again.
    void endAfterBody(HopOutcome outcome);
    void end(HopOutcome outcome);
    void fail(const Fault &fault);
    void dropReply();
    bool isThrottled() const;
    HopOutcome outcome() const;

    const TransferContext &m_context;
    QNetworkAccessManager *m_manager;
    HopOrder m_order;
    End m_end;
    QNetworkReply *m_reply = nullptr;
    QList<QHostAddress> m_addresses;
    qsizetype m_nextAddress = 0;
    QString m_host;
    ProgressWatch m_watch;
    std::optional<HopOutcome> m_decided; //!< set while the rest of the body is thrown away
    qint64 m_discardUntilMs = 0;
    qint64 m_discarded = 0;
    qint64 m_bytes = 0;
    int m_status = 0;
    bool m_requested = false;
    bool m_certificateRefused = false;
    bool m_inBody = false;
    bool m_ended = false;
};

} // namespace net
