// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/hangup.h"
#include "pipeline/engine.h"

#include <QFuture>
#include <QPromise>
#include <QThread>

#include <memory>

namespace pipeline {

//! The engine in its thread. Work is posted and answered by futures; destroying it stops the worker, hands
//! its work back and joins the thread. A server that does not answer meanwhile is not waited for: what was
//! not committed is rolled back, and leases run out. Whoever destroys it may be any thread.
class EngineThread
{
public:
    //! Blocks until the engine is open or has refused.
    static core::Result<std::unique_ptr<EngineThread>> start(const QString &path,
                                                             const core::Secrets &secrets);
    ~EngineThread();

    Engine *engine() const { return m_engine.get(); } //!< for connections only; call it through post()

    //! Runs work(Engine &) → Result<T> in the engine's thread.
    template <typename T, typename Work>
    QFuture<core::Result<T>> post(Work work)
    {
        auto promise = std::make_shared<QPromise<core::Result<T>>>();
        promise->start();
        auto future = promise->future();
        QMetaObject::invokeMethod(
            m_engine.get(),
            [engine = m_engine.get(), promise, work = std::move(work)] {
                promise->addResult(core::Result<T>(work(*engine)));
                promise->finish();
            },
            Qt::QueuedConnection);
        return future;
    }

private:
    EngineThread() = default;

    QThread m_thread;
    const std::shared_ptr<db::HangUp> m_hangUp = std::make_shared<db::HangUp>();
    std::unique_ptr<QObject> m_context; // lives in the thread
    std::unique_ptr<Engine> m_engine;   // lives in the thread
};

} // namespace pipeline
