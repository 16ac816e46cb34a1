// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/hangup.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>
#include <QThreadStorage>

#include <memory>

namespace db {

//! A few threads that read, each with a connection of its own. Destroying the pool waits for what runs; after
//! hangUp() for no server.
class ReadPool
{
public:
    explicit ReadPool(const QString &path, int threads = 2) : m_path(path)
    {
        m_threads.setMaxThreadCount(threads);
        m_threads.setExpiryTimeout(-1);
    }
    ~ReadPool()
    {
        m_threads.clear();
        m_threads.waitForDone();
    }

    //! What is read ends with an error. Any thread.
    void hangUp() { m_hangUp->hangUp(); }

    //! Runs read(Connection &, QPromise &) → Result<T> on a pool thread. The promise tells when it was
    //! cancelled.
    template <typename T, typename Read>
    QFuture<core::Result<T>> run(Read read)
    {
        auto promise = std::make_shared<QPromise<core::Result<T>>>();
        promise->start();
        auto future = promise->future();
        m_threads.start([this, promise, read = std::move(read)] {
            if (!promise->isCanceled())
                promise->addResult(onConnection<T>(read, *promise));
            promise->finish();
        });
        return future;
    }

private:
    template <typename T, typename Read>
    core::Result<T> onConnection(const Read &read, QPromise<core::Result<T>> &promise)
    {
        if (!m_connections.hasLocalData()) {
            auto opened = Connection::open(m_path, false, m_hangUp);
            if (!opened)
                return opened.error();
            m_connections.setLocalData(std::move(opened).value().release());
        }
        return read(*m_connections.localData(), promise);
    }

    QString m_path;
    const std::shared_ptr<HangUp> m_hangUp = std::make_shared<HangUp>();
    QThreadStorage<Connection *> m_connections; // deleted by their own threads when these end
    QThreadPool m_threads;
};

} // namespace db
