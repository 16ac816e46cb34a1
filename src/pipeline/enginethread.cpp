// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/enginethread.h"

#include <QSemaphore>

namespace pipeline {

namespace {

//! How long steps may go on when the workspace is closed.
constexpr int kCloseGraceMs = 1500;
//! … and how long until the database is not waited for any more: a cancelled step has its time, too.
constexpr int kHangUpMs = 6000;

} // namespace

core::Result<std::unique_ptr<EngineThread>> EngineThread::start(const QString &path,
                                                                const core::Secrets &secrets)
{
    std::unique_ptr<EngineThread> self(new EngineThread);
    self->m_thread.setObjectName(QStringLiteral("retrydesk-engine"));
    self->m_context = std::make_unique<QObject>();
    self->m_context->moveToThread(&self->m_thread);
    self->m_thread.start();
    std::optional<core::Error> error;
    QMetaObject::invokeMethod(
        self->m_context.get(),
        [&] {
            auto opened = Engine::open(path, secrets, self->m_hangUp);
            if (opened)
                self->m_engine = std::move(opened).value();
            else
                error = opened.error();
        },
        Qt::BlockingQueuedConnection);
    if (error)
        return *error;
    return self;
}

EngineThread::~EngineThread()
{
    if (m_engine) {
        QSemaphore stopped;
        QMetaObject::invokeMethod(
            m_engine.get(),
            [this, &stopped] {
                Engine *engine = m_engine.get();
                QObject::connect(engine, &Engine::workerStopped, m_context.get(),
                                 [&stopped] { stopped.release(); });
                engine->cancelImport();
                engine->stopWorker(kCloseGraceMs);
            },
            Qt::QueuedConnection);
        if (!stopped.tryAcquire(1, kHangUpMs)) {
            m_hangUp->hangUp();
            stopped.acquire();
        }
        QMetaObject::invokeMethod(
            m_context.get(), [this] { m_engine.reset(); }, Qt::BlockingQueuedConnection);
    }
    m_thread.quit();
    m_thread.wait();
}

} // namespace pipeline
