// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include "gui/mainwindow.h"
#include "gui/shell.h"
#include "gui/workspacedesk.h"
#include "pipeline/workspace.h"

#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>

namespace app {

using pipeline::Workspace;

QString defaultWorkspace()
{
    QString named = qEnvironmentVariable("RETRYDESK_WORKSPACE");
    if (!named.isEmpty())
        return named;
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/retrydesk/default.retrydesk");
}

Session::Session(gui::Shell *shell, gui::WindowSettings *settings, QObject *parent)
    : QObject(parent), m_shell(shell), m_settings(settings)
{
}

Session::~Session() = default;

void Session::open(const QString &path, bool mayCreate)
{
    const core::Result<void> result = tryOpen(path, mayCreate);
    if (result)
        emit opened();
    else
        showFailure(path, result.error());
}

void Session::quit()
{
    if (m_window)
        m_window->close();
    emit quitWanted();
}

core::Result<void> Session::tryOpen(const QString &path, bool mayCreate)
{
    if (Workspace::isMissing(path)) {
        if (!mayCreate)
            return core::Error{core::ErrorCode::NotFound, tr("There is no workspace %1.").arg(path), {}};
        const auto created = Workspace::create(path, {});
        if (!created)
            return created.error();
    }
    auto opened = Workspace::open(path);
    if (!opened)
        return opened.error();
    auto desk = std::make_unique<gui::WorkspaceDesk>(std::move(opened).value());
    auto window = std::make_unique<gui::MainWindow>(desk.get(), m_shell, m_settings);
    // Queued: the window that asks is deleted by the answer.
    connect(
        window.get(), &gui::MainWindow::openWorkspaceRequested, this,
        [this](const QString &file) { open(file, false); }, Qt::QueuedConnection);
    connect(
        window.get(), &gui::MainWindow::newWorkspaceRequested, this,
        [this](const QString &file) { open(file, true); }, Qt::QueuedConnection);
    window->show();
    m_window = std::move(window); // the old window goes before its desk
    m_desk = std::move(desk);
    m_anchor.reset();
    QGuiApplication::setQuitOnLastWindowClosed(true);
    return {};
}

void Session::openLater(const QString &path, bool mayCreate)
{
    QTimer::singleShot(0, this, [this, path, mayCreate] { open(path, mayCreate); });
}

void Session::showFailure(const QString &path, const core::Error &error)
{
    if (!m_window) { // the end of a dialog is not the end of the program
        QGuiApplication::setQuitOnLastWindowClosed(false);
        if (!m_anchor)
            m_anchor = std::make_unique<QWidget>();
    }
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Retrydesk"), tr("This workspace cannot be opened."),
                                QMessageBox::NoButton, m_window ? m_window.get() : m_anchor.get());
    box->setObjectName(QStringLiteral("openFailureBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QString where = error.message.contains(path) ? QString() : path + QStringLiteral("\n\n");
    box->setInformativeText(where + error.message);
    box->setDetailedText(error.detail);
    QPushButton *choose = box->addButton(tr("Choose another…"), QMessageBox::ActionRole);
    QPushButton *again = box->addButton(tr("Try again"), QMessageBox::ActionRole);
    QPushButton *create =
        Workspace::isMissing(path) ? box->addButton(tr("Create it"), QMessageBox::ActionRole) : nullptr;
    QPushButton *quit = box->addButton(m_window ? tr("Cancel") : tr("Quit"), QMessageBox::RejectRole);
    box->setEscapeButton(quit);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, path, error, choose, again, create](const QAbstractButton *button) {
                if (button == choose)
                    this->choose(path, error);
                else if (button == again)
                    openLater(path, false);
                else if (create && button == create)
                    openLater(path, true);
                else if (!m_window)
                    emit quitWanted();
            });
    box->open();
}

void Session::choose(const QString &path, const core::Error &error)
{
    m_shell->chooseFileToOpen(
        m_window ? m_window.get() : m_anchor.get(), tr("Open workspace"),
        tr("Workspaces (*.retrydesk);;All files (*)"),
        [this](const QString &file) { openLater(file, false); },
        [this, path, error] {
            if (!m_window)
                showFailure(path, error);
        });
}

} // namespace app
