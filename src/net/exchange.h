// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/callthread.h"
#include "net/progresswatch.h"

#include <QElapsedTimer>
#include <QNetworkRequest>
#include <QObject>
#include <QSslConfiguration>

#include <memory>

class QFile;
class QNetworkAccessManager;
class QNetworkReply;

namespace net {

Fault cancelledFault();

//! One call under way. Lives in the call thread; ended() comes exactly once.
class Exchange : public QObject
{
    Q_OBJECT

public:
    Exchange(quint64 id, const Call &call, const FetchSettings &settings, const QElapsedTimer &clock);
    ~Exchange() override;

    void start(QNetworkAccessManager &manager, const FetchSettings &settings, const QSslConfiguration &tls);
    void abort() { fail(cancelledFault()); }
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

} // namespace net
