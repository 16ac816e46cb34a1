// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/retrypolicy.h"
#include "media/objectprotocol.h"
#include "net/callpool.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace media {

//! What all that talk to one object store share. Lives in the store's thread and outlives them.
class ObjectService
{
public:
    ObjectService(std::unique_ptr<ObjectProtocol> protocol, const StoreOptions &options);

    const ObjectProtocol &protocol() const { return *m_protocol; }
    net::CallPool &pool() { return m_pool; }
    QDateTime now() const { return m_clock(); }
    //! Before a request is repeated that got this many answers of the kind Away (1 = the first).
    std::chrono::milliseconds wait(int tries) const { return m_repeats.delay(tries, std::nullopt, m_random); }

    //! The store did not answer, although it was asked again and again: nobody asks it for a while, each time
    //! a longer one. @param verdict the last one
    void wentAway(const Verdict &verdict);
    void answered();
    //! How long it is left in peace; absent when it may be asked.
    std::optional<std::chrono::milliseconds> pause() const;
    //! Why, as long as it is.
    const QString &reason() const { return m_reason; }

private:
    std::unique_ptr<ObjectProtocol> m_protocol;
    net::CallPool m_pool;
    core::Clock m_clock;
    core::Random m_random;
    core::Backoff m_repeats;
    core::Backoff m_pauses;
    QDateTime m_awaySince;
    QDateTime m_awayUntil;
    QString m_reason;
    int m_times = 0; //!< in a row that it was away
};

//! Requests of one owner. A request that the store could not answer is made again a few times; then the store
//! counts as away. Destroyed, it ends what is under way without callbacks.
class ObjectCalls : public QObject
{
    Q_OBJECT

public:
    //! Makes the request anew for each try: signatures carry the time, sinks are used once.
    using Make = std::function<net::Call(const QDateTime &now)>;
    //! Comes exactly once, maybe before ask() or cancel() returns; it may destroy this object.
    using Done = std::function<void(const Verdict &, const net::Answer &)>;

    explicit ObjectCalls(ObjectService &service, QObject *parent = nullptr);
    ~ObjectCalls() override;

    void ask(Make make, Done done);
    //! Ends everything under way, and what is asked for later, with the cause cancelled.
    void cancel();

private:
    struct Request
    {
        Make make;
        Done done;
        int tries = 0;
        quint64 call = 0; //!< 0 while it waits to be made again
    };

    void send(quint64 id);
    void answered(quint64 id, const net::Answer &answer);

    ObjectService &m_service;
    QHash<quint64, Request> m_requests;
    quint64 m_nextId = 1;
    bool m_cancelled = false;
};

} // namespace media
