// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/opening.h"

#include "core/whenfinished.h"
#include "db/dialect.h"
#include "db/postgresaddress.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QProgressDialog>
#include <QTimer>
#include <QtConcurrentRun>

namespace app {

namespace {

//! What is faster needs no dialog.
constexpr int kPatienceMs = 400;

core::Result<std::unique_ptr<pipeline::Workspace>> openNow(const QString &path, bool mayCreate,
                                                           const core::Secrets &secrets, QThread *owner)
{
    using pipeline::Workspace;
    const bool isMissing = Workspace::isMissing(path);
    if (isMissing && !mayCreate) {
        return core::Error{core::ErrorCode::NotFound,
                           Opening::tr("There is no workspace %1.").arg(db::Dialect::of(path).label(path)),
                           {}};
    }
    const auto address = db::withPassword(path, secrets);
    if (!address)
        return address.error();
    if (mayCreate && (isMissing || db::Dialect::of(path).canAttach())) {
        if (auto created = Workspace::create(*address, {}, secrets); !created)
            return created.error();
    }
    auto opened = Workspace::open(*address, secrets);
    if (opened)
        (*opened)->moveToThread(owner);
    return opened;
}

} // namespace

Opening::Opening(const QString &path, bool mayCreate, const core::Secrets &secrets, QWidget *window)
{
    // The application may be gone by the time it is open.
    const auto future = QtConcurrent::run([path, mayCreate, secrets, owner = thread()] {
        return std::make_shared<core::Result<std::unique_ptr<pipeline::Workspace>>>(
            openNow(path, mayCreate, secrets, owner));
    });
    core::whenFinished(future, this, [this](const Workspace &workspace) {
        end([this, &workspace] { emit finished(workspace); });
    });
    const QString label = db::Dialect::of(path).label(path);
    QTimer::singleShot(kPatienceMs, this,
                       [this, window = QPointer(window), label] { showProgress(window, label); });
}

Opening::~Opening()
{
    delete m_progress;
}

void Opening::end(const std::function<void()> &tell)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    delete m_progress;
    tell();
}

void Opening::showProgress(QWidget *window, const QString &label)
{
    if (m_hasEnded)
        return;
    m_progress = new QProgressDialog(QString(), tr("Cancel"), 0, 0, window);
    m_progress->setObjectName(QStringLiteral("openingDialog"));
    auto *text = new QLabel(tr("Opening %1…").arg(label));
    text->setTextFormat(Qt::PlainText);
    m_progress->setLabel(text);
    connect(
        m_progress.data(), &QProgressDialog::canceled, this, [this] { end([this] { emit cancelled(); }); },
        Qt::QueuedConnection);
    m_progress->show();
}

} // namespace app
