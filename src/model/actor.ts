/** Who changed something in AWS, as AWS's own audit log has it. */

/** Every text in it is from outside: it is made printable before a person sees it. */
export interface Actor {
  /** `arn:aws:sts::…:assumed-role/Admin/alice`; where AWS gives none, the service or account that it names. */
  readonly arn: string;
  /** As AWS names it: `IAMUser`, `AssumedRole`, `Root`, `AWSService`, … */
  readonly type: string;
  /** Of an assumed role: the name of the session, which is often the person. */
  readonly session?: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** As AWS names it: `UpdateAlias20150331`. */
  readonly event: string;
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}
