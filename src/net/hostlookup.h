// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>

namespace net {

//! Resolves names for one fetch thread and remembers the answers for a short while. An answer without
//! addresses means that the name cannot be resolved.
class HostLookup : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const QList<QHostAddress> &)>;
    //! Replaces the system's resolver; blocking, called on the fetch thread.
    using Resolver = std::function<QList<QHostAddress>(const QString &)>;

    explicit HostLookup(Resolver resolver = {}, QObject *parent = nullptr);

    //! Calls back in this thread, at once when the answer is known; not at all once the context is gone.
    void resolve(const QString &host, QObject *context, const Answer &answer);

private:
    struct Waiting
    {
        QPointer<QObject> context;
        Answer answer;
    };
    struct Known
    {
        QList<QHostAddress> addresses;
        qint64 atMs = 0;
    };

    void resolved(const QString &host, const QList<QHostAddress> &addresses);

    Resolver m_resolver;
    QElapsedTimer m_clock;
    QHash<QString, Known> m_known;
    QHash<QString, QList<Waiting>> m_waiting;
};

} // namespace net
