// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell.h"

#include <QDesktopServices>
#include <QFileDialog>

namespace gui {

bool openWebUrl(Shell &shell, const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    const bool isWeb = parsed.scheme() == QLatin1String("http") || parsed.scheme() == QLatin1String("https");
    if (!parsed.isValid() || !isWeb || parsed.host().isEmpty() || !parsed.userInfo().isEmpty())
        return false;
    shell.openUrl(parsed);
    return true;
}

namespace {

QFileDialog *newDialog(QWidget *parent, const QString &title, const QString &nameFilter,
                       const Shell::Chosen &chosen)
{
    auto *dialog = new QFileDialog(parent, title, {}, nameFilter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, chosen);
    return dialog;
}

} // namespace

void DesktopShell::chooseFileToOpen(QWidget *parent, const QString &title, const QString &nameFilter,
                                    const Chosen &chosen, const Cancelled &cancelled)
{
    QFileDialog *dialog = newDialog(parent, title, nameFilter, chosen);
    if (cancelled)
        QObject::connect(dialog, &QFileDialog::rejected, dialog, cancelled);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->open();
}

void DesktopShell::chooseFileToSave(QWidget *parent, const QString &title, const QString &suggestion,
                                    const QString &nameFilter, const Chosen &chosen)
{
    QFileDialog *dialog = newDialog(parent, title, nameFilter, chosen);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestion);
    dialog->setDefaultSuffix(QFileInfo(suggestion).suffix());
    dialog->open();
}

void DesktopShell::openUrl(const QUrl &url)
{
    QDesktopServices::openUrl(url);
}

} // namespace gui
