// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/attachdialog.h"

#include "core/whenfinished.h"
#include "gui/icons.h"
#include "gui/shell.h"
#include "models/words.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QStyle>
#include <QVBoxLayout>

namespace gui {

using models::numberText;

AttachDialog::AttachDialog(Shell *shell, Ways ways, const QString &images, QWidget *parent)
    : QDialog(parent), m_shell(shell), m_ways(std::move(ways)), m_text(new QLabel(this)),
      m_findings(new QListWidget(this)), m_sql(new QPlainTextEdit(this)),
      m_images(new QLineEdit(images, this)), m_bar(new QProgressBar(this)), m_message(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setObjectName(QStringLiteral("attachDialog"));
    setWindowTitle(tr("Attach database"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    for (QLabel *label : {m_text, m_message}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_text->setObjectName(QStringLiteral("attachText"));
    m_message->setObjectName(QStringLiteral("attachMessage"));
    m_findings->setObjectName(QStringLiteral("attachFindings"));
    m_findings->setAccessibleName(tr("What was found"));
    m_findings->setWordWrap(true);
    const int extent = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_findings->setIconSize(QSize(extent, extent));
    m_findings->setResizeMode(QListView::Adjust); // wraps anew
    m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_bar->setObjectName(QStringLiteral("attachProgress"));
    m_bar->setTextVisible(false);
    makeButtons();
    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addWidget(m_findings, 1);
    column->addWidget(makeSql(), 2);
    column->addWidget(makeImages());
    column->addWidget(m_message);
    column->addWidget(m_bar);
    column->addWidget(m_buttons);
    resize(720, 560);
    connect(&m_attaching, &QFutureWatcherBase::progressValueChanged, this, &AttachDialog::showProgress);
    connect(&m_attaching, &QFutureWatcherBase::progressRangeChanged, this, // maybe long before a value
            [this] { showProgress(m_attaching.progressValue()); });
    connect(&m_attaching, &QFutureWatcherBase::finished, this, &AttachDialog::finish);
    m_text->setText(tr("Looking at the database…"));
    setPhase(Phase::Looking);
    core::whenFinished(m_ways.look(), this,
                       [this](const core::Result<AttachOffer> &answer) { take(answer); });
}

AttachDialog::~AttachDialog()
{
    m_attaching.cancel();
}

QWidget *AttachDialog::makeSql()
{
    m_sql->setObjectName(QStringLiteral("attachSql"));
    m_sql->setReadOnly(true);
    m_sql->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_sql->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_sql->setTabChangesFocus(true);
    m_sqlCaption = new QLabel(tr("The S&QL that is run, all or nothing:"), this);
    m_sqlCaption->setBuddy(m_sql);
    auto *area = new QWidget(this);
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_sqlCaption);
    column->addWidget(m_sql, 1);
    return area;
}

QWidget *AttachDialog::makeImages()
{
    m_images->setObjectName(QStringLiteral("attachImages"));
    m_images->setPlaceholderText(tr("a folder of this machine"));
    m_images->setToolTip(tr("A folder that all workers reach, s3://bucket/prefix or supabase://bucket"));
    auto *caption = new QLabel(tr("&Images are kept in:"), this);
    caption->setBuddy(m_images);
    auto *area = new QWidget(this);
    auto *row = new QHBoxLayout(area);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(caption);
    row->addWidget(m_images, 1);
    return area;
}

void AttachDialog::makeButtons()
{
    m_save = m_buttons->addButton(tr("&Save SQL as…"), QDialogButtonBox::ActionRole);
    m_save->setObjectName(QStringLiteral("saveSqlButton"));
    m_save->setIcon(icon("export"));
    m_attach = m_buttons->addButton(tr("&Attach"), QDialogButtonBox::AcceptRole);
    m_attach->setObjectName(QStringLiteral("attachButton"));
    m_buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("cancelAttachButton"));
    connect(m_save, &QPushButton::clicked, this, &AttachDialog::save);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &AttachDialog::attachNow);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &AttachDialog::reject);
}

void AttachDialog::setPhase(Phase phase)
{
    m_phase = phase;
    const bool isBusy = phase == Phase::Looking || phase == Phase::Adding;
    m_bar->setVisible(isBusy || phase == Phase::Counting);
    if (isBusy)
        m_bar->setRange(0, 0);
    m_findings->setVisible(m_findings->count() > 0);
    m_sql->parentWidget()->setVisible(!m_offer.script.isEmpty());
    m_save->setEnabled(!m_offer.script.isEmpty());
    m_images->parentWidget()->setVisible(phase == Phase::Ready || phase == Phase::Adding);
    m_images->setEnabled(phase == Phase::Ready);
    m_attach->setEnabled(phase == Phase::Ready);
    QPushButton *cancel = m_buttons->button(QDialogButtonBox::Cancel);
    cancel->setEnabled(phase != Phase::Adding); // it is all or nothing, and takes seconds
    cancel->setText(phase == Phase::Counting ? tr("S&top counting") : tr("Cancel"));
    m_message->setVisible(!m_message->text().isEmpty());
}

void AttachDialog::take(const core::Result<AttachOffer> &answer)
{
    if (!answer) {
        m_text->setText(answer.error().message);
        setPhase(Phase::Refused);
        return;
    }
    m_offer = *answer;
    if (m_offer.isAttached) { // somebody was faster
        done();
        return;
    }
    m_text->setText(summary());
    m_sql->setPlainText(m_offer.script);
    addFindings(m_offer.refusals, models::State::Failed);
    addFindings(m_offer.warnings, models::State::Missing);
    addFindings(m_offer.notes, models::State::Ignored);
    setPhase(m_offer.refusals.isEmpty() ? Phase::Ready : Phase::Refused);
    (m_attach->isEnabled() ? m_attach : m_buttons->button(QDialogButtonBox::Cancel))->setFocus();
}

QString AttachDialog::summary() const
{
    // A database that was filled just now has not counted itself yet.
    const QString what = m_offer.vehicles > 0
                             ? tr("about %1 vehicles and %2 images")
                                   .arg(numberText(m_offer.vehicles), numberText(m_offer.images))
                             : tr("vehicles");
    return (m_offer.refusals.isEmpty()
                ? tr("%1 has %2, and nothing of Retrydesk. Attaching adds a schema of our own and triggers "
                     "on the "
                     "two tables, as the role %3; vehicles and images stay as they are, and \"retrydeskctl "
                     "detach\" takes it all out again.")
                : tr("%1 has %2, but it cannot be attached as the role %3. Nothing was changed."))
        .arg(m_offer.workspace, what, m_offer.role);
}

void AttachDialog::addFindings(const QStringList &sentences, models::State state)
{
    for (const QString &sentence : sentences) {
        const QString text = state == models::State::Failed    ? tr("In the way: %1").arg(sentence)
                             : state == models::State::Missing ? tr("Beware: %1").arg(sentence)
                                                               : sentence;
        new QListWidgetItem(stateIcon(state), text, m_findings);
    }
}

void AttachDialog::save()
{
    m_shell->chooseFileToSave(
        this, tr("Save SQL"), QStringLiteral("attach.sql"), tr("SQL (*.sql)"), [this](const QString &name) {
            QSaveFile file(name);
            const QByteArray bytes = m_offer.script.toUtf8();
            const bool isWritten =
                file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
            m_message->setText(isWritten ? tr("Written to %1").arg(name)
                                         : tr("%1 cannot be written: %2").arg(name, file.errorString()));
            m_message->show();
        });
}

void AttachDialog::attachNow()
{
    m_message->setText(tr("Adding the schema…"));
    setPhase(Phase::Adding);
    m_attaching.setFuture(m_ways.attach(m_images->text().trimmed()));
}

void AttachDialog::showProgress(int counted)
{
    if (m_attaching.progressMaximum() <= 0)
        return;
    m_message->setText(
        tr("It is attached. %1 of about %2 vehicles are counted; when you stop here, whoever works the queue "
           "off goes on with it.")
            .arg(numberText(counted), numberText(m_attaching.progressMaximum())));
    if (m_phase != Phase::Counting)
        setPhase(Phase::Counting);
    m_bar->setRange(0, m_attaching.progressMaximum());
    m_bar->setValue(counted);
}

void AttachDialog::finish()
{
    const QFuture<core::Result<void>> future = m_attaching.future();
    if (future.resultCount() == 0 || future.result()) { // without one: counting was stopped
        done();
        return;
    }
    m_message->setText(future.result().error().message);
    setPhase(Phase::Ready);
}

void AttachDialog::done()
{
    accept();
    emit attached();
}

void AttachDialog::reject()
{
    if (m_phase == Phase::Counting)
        m_attaching.cancel();
    else if (m_phase != Phase::Adding)
        QDialog::reject();
}

} // namespace gui
